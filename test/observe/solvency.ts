import { test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { msat } from '../../src/core/msat.ts'
import { warnings } from '../../src/lightning/startup.ts'
import { warningsOf } from '../../src/observe/alarms.ts'
import { solvency, type Deps } from '../../src/observe/solvency.ts'
import { books } from '../harness/books.ts'
import { hanging, sandboxNode } from '../operate/harness/hanging.ts'
import { NodeSilent } from '../../src/lightning/errors.ts'

const channel = (spendable: number, connected = true) => ({
  connected,
  normal: true,
  htlcHashes: [],
  scids: [],
  spendableMsat: msat(spendable),
  receivableMsat: msat(7)
})

const { date, sleep } = clock

test('what is owed, what could be sent, what hangs; asked once in a while for all', async t => {
  const house = await books(t)
  const user = await house.user(100_000)
  await hanging({ is: 'phantom', sentAgo: '1 hour' }, user, house, await sandboxNode(t))
  let [asked, now, slowMode, differenceMsat, age] = [0, 0, false, 0n, 0]
  const deps: Deps = {
    em: house.em,
    node: {
      channels: async () => {
        asked += 1
        return [channel(60_000), channel(39_999), channel(1_000_000, false)]
      },
      highestPayIndex: async () => 3,
      info: async () => ({
        id: '02',
        version: 'v26.06.8',
        network: 'regtest',
        blockHeight: 1,
        syncing: 'lightningd is still loading',
        clock: date().getTime() / 1000 - 105
      }),
      settings: async () => ({
        slowMode,
        userLayers: [],
        dualFund: false,
        autocleanAges: { 'autoclean-failedpays-age': age }
      })
    },
    nodeId: '02',
    frozen: async () => undefined,
    settingsWarnings: warnings,
    clock: { date: () => new Date(date().getTime() - 45_000), now: () => now, sleep },
    differenceMsat: () => differenceMsat
  }
  const ask = solvency(deps)
  const [seen] = await Promise.all([ask(), ask()])
  t.equal(asked, 1)
  t.match(seen, {
    books: { owedMsat: 100_000n, sent: { count: 1 }, held: { count: 0 }, stuck: 1, payIndex: 0 },
    node: { outboundMsat: 99_999n, inboundMsat: 14n, payIndex: 3, usableChannels: 2 }
  })
  t.ok((seen.books?.sent.oldestSeconds ?? 0) > 3_590)
  t.match(warningsOf(seen), [
    /slow-mode is off/,
    /lags behind the chain: lightningd is still loading/,
    /of the database are 45 s apart/,
    /of the node are 60 s apart/,
    /1 payment hangs/,
    /3 payments were received by the node and are not read/,
    /send 99999 msat .* owed 100000/
  ])
  slowMode = true
  now += 5_001
  t.match(warningsOf(await ask()), [
    /lags/,
    /apart/,
    /apart/,
    /1 payment hangs/,
    /not read/,
    /send/
  ])
  t.equal(asked, 2)
  age = 86_400
  differenceMsat = 12n
  now += 5_001
  t.match(warningsOf(await ask()), [
    /autoclean-failedpays-age=86400, which deletes the evidence/,
    /lags/,
    /apart/,
    /apart/,
    /differ by 12 msat/,
    /1 payment hangs/,
    /not read/,
    /send/
  ])
})

test('a node that does not answer leaves what the books know', async t => {
  const house = await books(t)
  const silent = async (): Promise<never> => Promise.reject(new NodeSilent('away'))
  const ask = solvency({
    em: house.em,
    node: { channels: silent, highestPayIndex: silent, settings: silent, info: silent },
    nodeId: '02',
    frozen: async () => 'a drill',
    settingsWarnings: warnings,
    clock: { date, now: () => 0, sleep },
    differenceMsat: () => undefined
  })
  const seen = await ask()
  t.match(seen, { books: { owedMsat: 0n }, node: undefined })
  t.same(warningsOf(seen), ['a drill'])
})
