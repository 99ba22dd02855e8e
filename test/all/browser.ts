// One of the two programs that hold the tests of pages, each with one browser.
import { browserTests } from '../harness/house/unit.ts'
import { load } from './share.ts'

await load(browserTests, 0, 2)
