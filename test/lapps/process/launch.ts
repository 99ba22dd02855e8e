import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { filesFor, launch, type Child } from '../../../src/lapps/process/launch.ts'
import { sourcesIn, untyped } from '../../../src/lapps/process/untyped.ts'
import { ROOT } from '../../harness/house/root.ts'
import { importsOf, parse } from '../../harness/house/sources.ts'
import { folder, HONEST } from '../harness/open.ts'

/** What the process answers to its first message. */
async function described(child: Child, dir: string): Promise<Record<string, unknown>> {
  const index = pathToFileURL(join(dir, 'index.ts')).href
  child.stdin.write(
    `${JSON.stringify({ is: 'hello', index, url: 'https://shop.example/', secrets: {} })}\n`
  )
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const closed = once(child, 'close')
  child.stdin.end()
  await closed
  return JSON.parse(line.toString()) as Record<string, unknown>
}

test("a LApp of ours is handed to its process without types, and an operator's own is not read here", t => {
  const ours = join(ROOT, 'lapps/deposit')
  const sources = globSync('*.ts', { cwd: ours }).map(name => join(ours, name))
  t.ok(sources.length > 1)
  t.same(sourcesIn(ours).toSorted(), sources.toSorted())
  t.same(
    Object.keys(untyped(sources)),
    sources.map(path => pathToFileURL(path).href)
  )
  const theirs = t.testdir({ ...folder('good', HONEST), here: t.fixture('symlink', '.') })
  t.same(sourcesIn(theirs), [])
  t.end()
})

test('what is no TypeScript is read in the process, which says where it is wrong', async t => {
  const dir = t.testdir({ ...folder('good', HONEST), 'index.ts': 'export default {\n  let: =\n}' })
  const { is, why } = await described(launch(dir, undefined), dir)
  t.equal(is, 'broken')
  t.match(why, /index\.ts:2/)
})

test('an error names the line and the column of the source', async t => {
  const dir = t.testdir({ 'index.ts': 'type Long = string\nconst x: Long = (y as string)\nvoid x' })
  const { why } = await described(launch(dir, undefined), dir)
  t.match(why, /ReferenceError: y is not defined[^]*index\.ts:2:17/)
})

test('a folder that is gone is said by the process', async t => {
  const dir = join(t.testdir(), 'gone')
  t.match(await described(launch(dir, undefined), dir), { is: 'broken' })
})

test('no module of ours is left to a compiler in each process, or hidden from its user', t => {
  const loaded = new Set<string>()
  const load = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    const imports = importsOf(parse(path, readFileSync(join(ROOT, path), 'utf8')))
    for (const { target, isFile, isType } of imports) if (isFile && !isType) load(target)
  }
  load('src/lapps/process/child.ts')
  t.ok(loaded.size > 5)
  const known = filesFor(join(ROOT, 'lapps/lnsms'))
  for (const path of loaded) t.ok(known.includes(join(ROOT, path)), path)
  t.end()
})
