// A real Electrum daemon (Debian's package `electrum`, 4.3), offline, with a watching-only wallet:
// what the wire takes for granted of its answers.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import { SourceRefused } from '../../src/deposit/source.ts'
import { asking } from '../../src/deposit/sources/ask.ts'
import { electrumWire } from '../../src/deposit/sources/electrum-wire.ts'
import { freePort } from '../e2e/harness/place.ts'

const isInstalled = spawnSync('electrum', ['--help']).status === 0
const skip = !isInstalled && 'there is no `electrum` on this machine'

/** Of a wallet that nobody uses; whoever has it sees addresses, and moves nothing. */
const PUBLIC_KEY =
  'vpub5VWBJNdpKgGFDPWT29C9Bjk7sdzzjMbpGixN7aMHyuCkNgibZCAQaXxZTPKeiM3MReRsUK3SCGzG7CbEShZmccrtv89hLhzMYZWqeJ4oqvn'

async function daemon(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lapp-electrum-'))
  const port = await freePort()
  const run = async (...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)('electrum', [...args, '--regtest', '-D', dir])
  const electrum = async (...args: readonly string[]): Promise<unknown> => run(...args, '--offline')
  t.teardown(async () => {
    await run('stop').catch(() => undefined)
    await rm(dir, { recursive: true, force: true })
  })
  const settings = { rpcuser: 'u', rpcpassword: 'p', rpcport: String(port) }
  for (const [name, value] of Object.entries(settings)) await electrum('setconfig', name, value)
  await electrum('restore', PUBLIC_KEY)
  await electrum('daemon', '-d')
  return `http://127.0.0.1:${port}`
}

// Each of its commands starts a Python of its own.
test('an Electrum daemon answers as the wire has it', { skip, timeout: 180_000 }, async t => {
  const url = await daemon(t)
  const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`
  const wire = electrumWire(asking(globalThis.fetch, url, { authorization }))
  while (
    (await wire.version().catch((error: unknown) => {
      if (error instanceof SourceRefused) throw error
      return ''
    })) === ''
  )
    await sleep(100)
  t.match(await wire.version(), /^\d+\.\d+\.\d+$/)
  // It has loaded no wallet yet: the first call does.
  const addresses = [await wire.newAddress(), await wire.newAddress(), await wire.newAddress()]
  for (const address of addresses) t.match(address, /^bcrt1q[a-z0-9]{38,}$/)
  t.equal(new Set(addresses).size, 3, 'no address is given twice')
  await t.rejects(wire.history(), new SourceRefused('Electrum: the wallet is not synchronized'))
  // It has no server: its own error, which comes with status 200.
  await t.rejects(wire.widenGap(), /Electrum: getminacceptablegap: .*not fully synchronized/i)
  const stranger = electrumWire(asking(globalThis.fetch, url, { authorization: 'Basic eDp5' }))
  await t.rejects(stranger.version(), SourceRefused)
})
