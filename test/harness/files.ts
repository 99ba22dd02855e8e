// What `npm test` gives to tap: each test file that needs a process of its own, and one program for
// all others together. Whatever a file tests, its process alone takes a third of a second.
import { isTest, unitTests } from './house/unit.ts'
import { readSources, ROOT } from './house/sources.ts'

const sources = readSources(ROOT, 'src', 'lapps', 'test')
const together = unitTests(sources)
const alone = sources.map(({ path }) => path).filter(path => isTest(path))
const files = alone.filter(path => !together.includes(path))
process.stdout.write(['test/harness/unit.ts', ...files].join('\n'))
