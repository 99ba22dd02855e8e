// `npm run mutate`: changes the pure files one small mistake at a time and runs their tests.
// A mutant that no test catches fails it, unless `excused.json` says why nothing could.
// `-- --only payment/decide` takes some of the files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { importsOf, readSources, ROOT, type Source } from '../../harness/house/sources.ts'
import { compiler } from './compiler.ts'
import { EXCUSED, isFor, stale } from './excused.ts'
import { lane, type Fate, type Lane } from './lane.ts'
import { mutantsOf, type Mutant } from './mutants.ts'
import { TARGETS, type Target } from './targets.ts'

const LANES = 2

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const targets = TARGETS.filter(({ file }) => file.includes(values.only))
const sources = readSources(ROOT, 'src', 'test')
const judge = compiler(targets.map(({ file }) => file))
const lanes = Array.from({ length: LANES }, lane)

type Counted = Record<Fate | 'refused', number> & { readonly survivors: Mutant[] }

/** @throws {Error} when the tests fail on the file as it is. */
async function count({ file, tests }: Target): Promise<Counted> {
  const { ast, checker } = judge.open(file)
  const affected = reaching(file, sources)
  const run = async (text: string, { run }: Lane): Promise<Fate> =>
    run({
      file: join(ROOT, file),
      tests: tests.map(test => join(ROOT, test)),
      text,
      affected: affected.map(path => join(ROOT, path))
    })
  const [first] = lanes
  if (first !== undefined && (await run(ast.text, first)) !== 'survived')
    throw new Error(`${tests.join(', ')} fail on ${file} as it is`)
  const counted: Counted = { caught: 0, hung: 0, survived: 0, refused: 0, survivors: [] }
  const left = mutantsOf(file, ast, checker)
  await Promise.all(
    lanes.map(async one => {
      for (let mutant = left.pop(); mutant !== undefined; mutant = left.pop()) {
        const fate = judge.refuses(file, mutant.text) ? 'refused' : await run(mutant.text, one)
        counted[fate] += 1
        if (fate === 'survived') counted.survivors.push(mutant)
      }
    })
  )
  return counted
}

/** All files that import it, directly or through others. */
function reaching(file: string, all: readonly Source[]): readonly string[] {
  const found = new Set([file])
  for (let before = 0; before !== found.size;) {
    before = found.size
    for (const source of all)
      if (importsOf(source).some(({ target, isType }) => !isType && found.has(target)))
        found.add(source.path)
  }
  return [...found]
}

const percent = (caught: number, all: number): string => ((100 * caught) / all).toFixed(1)

const rows: Record<string, object> = {}
const survivors: Mutant[] = []
let [caught, all] = [0, 0]
try {
  for (const target of targets) {
    const counted = await count(target)
    const its = counted.caught + counted.hung + counted.survived
    caught += counted.caught + counted.hung
    all += its
    survivors.push(...counted.survivors)
    rows[target.file] = {
      mutants: its,
      caught: counted.caught,
      hung: counted.hung,
      survived: counted.survived,
      'refused by the compiler': counted.refused,
      'caught, %': percent(its - counted.survived, its)
    }
  }
} finally {
  for (const one of lanes) one.end()
}
console.table(rows)

const unexcused = survivors.filter(mutant => !EXCUSED.some(one => isFor(one, mutant)))
for (const { file, line, within, was, now } of unexcused)
  console.log(`survived: ${file}:${line} in ${within}: ${was} → ${now}`)
const excuses = EXCUSED.filter(({ file }) => targets.some(target => target.file === file))
const left = stale(excuses, survivors)
for (const { file, within, was, now } of left)
  console.log(`excused, and does not survive: ${file} in ${within}: ${was} → ${now}`)
const score = percent(caught, all)
const excusedSurvivors = survivors.length - unexcused.length
console.log(
  `score: ${score} % of ${all} mutants caught, ${excusedSurvivors} excused, ${unexcused.length} not`
)
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const isTold = values.only !== '' || readme.includes(`${score} % of ${all} mutants`)
if (!isTold) console.log('the README says another score')
process.exitCode = unexcused.length > 0 || left.length > 0 || !isTold ? 1 : 0
