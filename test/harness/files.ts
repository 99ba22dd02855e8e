// What `npm test` gives to tap: each test file that needs a process of its own, and two programs
// for all others together. Whatever a file tests, its process alone takes a third of a second, and
// to load what a server needs a second.
import { readSources, ROOT } from './house/sources.ts'
import { isTest, serverTests, unitTests } from './house/unit.ts'

const sources = readSources(ROOT, 'src', 'lapps', 'test')
const together = new Set([...unitTests(sources), ...serverTests(sources)])
const alone = sources.map(({ path }) => path).filter(path => isTest(path) && !together.has(path))
const files = ['test/harness/unit.ts', 'test/harness/servers.ts', ...alone]
process.stdout.write(`${files.join('\n')}\n`)
