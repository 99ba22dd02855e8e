// The third of the programs that hold the tests of servers, databases and composed gateways.
import { load } from './share.ts'

await load('shared', 2)
