// What `npm test` gives to tap: a few programs that hold most test files, and each that needs a
// process of its own. The longest first, so that none of them is left alone at the end.
import { globSync } from 'node:fs'
import { readSources, ROOT } from './house/sources.ts'
import { isTest, sharedTests, unitTests } from './house/unit.ts'

const sources = readSources(ROOT, 'src', 'lapps', 'test')
const together = new Set([...unitTests(sources), ...sharedTests(sources)])
const alone = sources.map(({ path }) => path).filter(path => isTest(path) && !together.has(path))
const programs = globSync('test/harness/programs/*.ts', { cwd: ROOT })
const files = [...programs.filter(path => !path.endsWith('/share.ts')), ...alone]
process.stdout.write(`${files.join('\n')}\n`)
