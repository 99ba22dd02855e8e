import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { unformatted } from '../../../src/cli/lapp/unformatted.ts'
import { ROOT } from '../../harness/house/sources.ts'

test('an author is told of the files that the formatter would change, and of no others', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'lapp-unformatted-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await cp(join(ROOT, 'lapps/echo/index.ts'), join(folder, 'index.ts'))
  t.same(await unformatted(folder), [])
  await writeFile(join(folder, 'other.ts'), 'export const said = "as it is";\n')
  const [line, ...others] = await unformatted(folder)
  t.match(line, /^! .*other\.ts is not formatted: npm run format$/)
  t.same(others, [])
})
