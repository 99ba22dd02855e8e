// `npm start` of a new version, where one of an earlier version was killed: its sandbox lives on
// and knows nothing of what was added since. It was adopted, and the start broke.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { test } from 'tap'
import { askNodeId } from '../../src/sandbox/ask-node-id.ts'
import { socketsFolder } from '../../src/sandbox/sockets-folder.ts'
import { startSandbox } from '../../src/sandbox/spawn.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

const OLDER = join(import.meta.dirname, '../sandbox/fixtures/older.ts')

test('a sandbox of an earlier version is ended, and one of now goes on where it was', async t => {
  const dir = shortFolder(t)
  const sockets = socketsFolder(resolve(dir))
  const [rpc, control] = [join(sockets, 'lightning-rpc'), join(sockets, 'control')]
  const args = [OLDER, '--dir', dir, '--rpc', rpc, '--control', control]
  const older = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => older.kill('SIGKILL'))
  await once(older.stdout, 'data')
  const id = await askNodeId(rpc, 5_000)
  const sandbox = await startSandbox({ dir })
  t.teardown(async () => sandbox.stop())
  t.not(sandbox.pid, older.pid)
  t.equal(older.signalCode, 'SIGTERM')
  t.match(sandbox.telegram, { token: /^\d+:/, root: /^http:/ })
  t.equal(await askNodeId(sandbox.rpcPath, 5_000), id, 'the same network')
})
