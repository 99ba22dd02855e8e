// The first of six programs that hold the tests of servers, databases and composed gateways.
import { sharedTests } from '../harness/house/unit.ts'
import { load } from './share.ts'

await load(sharedTests, 0, 6)
