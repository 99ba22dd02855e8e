// A symbolic link in a LApp's folder read sandbox.json, with its keys and the database's password.
import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test, type Test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { checkInvoiceAlone } from '../../src/cli/lapp/check-invoice-alone.ts'
import { checkLApp } from '../../src/lapps/conformance/check.ts'
import { readFiles } from '../../src/lapps/contract/files.ts'
import { Host, HOST_LIMITS } from '../../src/lapps/process/host.ts'
import { LAppProcess, PROCESS_LIMITS } from '../../src/lapps/process/lapp-process.ts'
import { launch } from '../../src/lapps/process/launch.ts'
import { Session } from '../../src/lapps/process/session.ts'
import { folder, open, order } from '../lapps/harness/open.ts'

const THEFT = `invoice: async () => ({ bolt11: 'lnbcrt1', reference: stolen.api_key })`
const thief = (): Record<string, string> => {
  const lapp = folder('thief', THEFT)
  const steals = `import stolen from './loot.json' with { type: 'json' }`
  return { ...lapp, 'index.ts': `${steals}\n${lapp['index.ts'] ?? ''}` }
}
const SANDBOX = JSON.stringify({ api_key: 'lgk_stolen' })

/** All of it readable to everybody, so that only what is tried here keeps it out. */
function place(t: Test) {
  const loot = t.fixture('symlink', '../../.data/sandbox.json')
  const dir = t.testdir({
    '.data': { 'sandbox.json': SANDBOX },
    lapps: { thief: { ...thief(), 'loot.json': loot } }
  })
  chmodSync(dir, 0o755)
  return { lapps: join(dir, 'lapps'), folder: join(dir, 'lapps/thief') }
}

test('a LApp with a link is listed nowhere and has no digest', async t => {
  const { folder } = place(t)
  const why = /^loot\.json is a symbolic link: a LApp has plain files and folders only$/
  await t.rejects(readFiles(folder), { message: why })
  const deps = { checkInvoice: checkInvoiceAlone, now: new Date(), fuzz: { runs: 1, seed: 1 } }
  t.match(await checkLApp(folder, deps), { is: 'invalid', why })
  const loot = t.fixture('symlink', '../../.data/sandbox.json')
  const lapps = await open(t, { thief: { ...thief(), 'loot.json': loot as unknown as string } })
  t.match(lapps.invalid, [{ id: 'thief', why }])
  t.match(await lapps.ask('thief', 'invoice', order()), { is: 'unavailable' })
})

test('no link is loaded, also one that was laid after the look at the folder', async t => {
  const why = /through no link: \.\/loot\.json/
  t.match(await described(t, place(t).folder), { is: 'broken', why })
})

test('nor is a plain file in a folder that is a link', async t => {
  const lapp = thief()
  const dir = t.testdir({
    '.data': { 'loot.json': SANDBOX },
    thief: {
      ...lapp,
      'index.ts': lapp['index.ts']?.replace('./loot', './deep/loot') ?? '',
      deep: t.fixture('symlink', '../.data')
    }
  })
  const why = /through no link: \.\/deep\/loot\.json/
  t.match(await described(t, join(dir, 'thief')), { is: 'broken', why })
})

/** What the LApp says of itself, without a look at its folder before. */
async function described(t: Test, folder: string) {
  const index = pathToFileURL(join(folder, 'index.ts')).href
  const host = new Host(
    () =>
      new Session(
        (onMessage, onEnd) => {
          const own = new LAppProcess(launch(folder, undefined), PROCESS_LIMITS, onMessage, onEnd)
          own.send({ is: 'hello', index, url: 'https://shop.example/', secrets: {} })
          return own
        },
        {
          fetch: () => Promise.resolve({ is: 'no-response', why: 'undeclared' }),
          isNamedByBuyer: () => false
        },
        { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 },
        clock
      ),
    { ...HOST_LIMITS, ...PROCESS_LIMITS },
    clock
  )
  t.teardown(() => host.close())
  return host.describe()
}

test('nor is a folder that is a link, a pipe or a link to a folder a LApp', async t => {
  const dir = t.testdir({
    apart: folder('apart', THEFT),
    lapps: {
      apart: t.fixture('symlink', '../apart'),
      piped: folder('piped', THEFT),
      nested: { ...folder('nested', THEFT), locales: t.fixture('symlink', '../../apart') }
    }
  })
  execFileSync('mkfifo', [join(dir, 'lapps/piped/loot.json')])
  await t.rejects(readFiles(join(dir, 'lapps/apart')), { message: /no plain folder/ })
  await t.rejects(readFiles(join(dir, 'lapps/piped')), { message: /loot\.json is no plain file/ })
  await t.rejects(readFiles(join(dir, 'lapps/nested')), { message: /locales is a symbolic link/ })
})

test('files that are no text are told apart by the digest', async t => {
  const dir = t.testdir({ a: { x: Buffer.from([0xff]) }, b: { x: Buffer.from([0xfe]) } })
  const [a, b] = await Promise.all([readFiles(join(dir, 'a')), readFiles(join(dir, 'b'))])
  t.not(a.get('x'), b.get('x'))
})
