import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { filesFor, launch, type Child } from '../../../src/lapps/process/launch.ts'
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

test('a LApp runs as the gateway has read it, types and all', async t => {
  const dir = t.testdir({
    ...folder('good', HONEST),
    'other.ts': 'export const kept: string = "kept"'
  })
  const index = join(dir, 'index.ts')
  writeFileSync(
    index,
    `import { kept } from './other.ts'\nvoid kept\n${readFileSync(index, 'utf8')}`
  )
  const child = launch(dir, undefined)
  writeFileSync(index, 'what was written since is read by nobody')
  writeFileSync(join(dir, 'other.ts'), 'nor this')
  t.match(await described(child, dir), { is: 'lapp', quotes: false })
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
