// What `npm test` gives to tap: a few programs that hold most test files, and each that needs a
// process of its own.
import { globSync } from 'node:fs'
import { readSources, ROOT } from './house/sources.ts'
import { browserTests, isTest, sharedTests, unitTests } from './house/unit.ts'

const sources = readSources(ROOT, 'src', 'lapps', 'test')
const together = new Set([unitTests, sharedTests, browserTests].flatMap(choose => choose(sources)))
const alone = sources.map(({ path }) => path).filter(path => isTest(path) && !together.has(path))
const programs = globSync('test/all/*.ts', { cwd: ROOT })
const files = [...programs.filter(path => !path.endsWith('/share.ts')), ...alone]
process.stdout.write(`${files.join('\n')}\n`)
