// One of the two programs that hold the tests of pages, each with one browser.
import { load } from './share.ts'

await load('browser', 1)
