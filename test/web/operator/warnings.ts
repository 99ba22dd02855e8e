// All that the rooms warn of is said in each language of the pages: by the sentences as they make
// them, with whatever stands in them.
import { test } from 'tap'
import { DATABASE_TROUBLES, troubleText } from '../../../src/core/database-trouble.ts'
import { runChores } from '../../../src/core/schedule.ts'
import { ofBtcpay, ofElectrum, versionWarnings } from '../../../src/deposit/versions.ts'
import { UNPARTED } from '../../../src/lapps/registry.ts'
import { checkStartup, warnings as settingsWarnings } from '../../../src/lightning/startup.ts'
import { ALARMS, warningsOf } from '../../../src/observe/alarms.ts'
import type { Solvency } from '../../../src/observe/solvency.ts'
import { warningIn } from '../../../src/web/operator/warnings.ts'

const UNFINISHED = { count: 0, oldestSeconds: 0 }

/** All is wrong that an alarm tells of in its readers' words. */
const ILL: Solvency = {
  books: {
    owedMsat: 101n,
    held: UNFINISHED,
    sent: UNFINISHED,
    stuck: 2,
    suspense: 4,
    doubtful: 1,
    lost: 1,
    payIndex: 6,
    frozen: 'outgoing payments are frozen (a drill (again))',
    clockApartSeconds: 31
  },
  node: {
    outboundMsat: 100n,
    inboundMsat: 0n,
    payIndex: 7,
    usableChannels: 0,
    syncing: 'Still loading latest blocks from bitcoind.',
    clockApartSeconds: 31,
    warnings: []
  },
  differenceMsat: -3n
}

const SETTINGS = {
  slowMode: false,
  userLayers: ['mine', 'yours'],
  dualFund: false,
  autocleanAges: { 'autoclean-failedpays-age': 86_400 }
}
const INFO = {
  id: '02aa',
  version: 'v26.06.6',
  network: 'regtest',
  blockHeight: 1,
  syncing: undefined,
  clock: undefined
} as const

const ofNode = (): readonly string[] => [
  ...settingsWarnings(SETTINGS),
  ...checkStartup({ info: INFO, settings: SETTINGS, highestPayIndex: 0 }).warn
]

async function ofChores(): Promise<readonly string[]> {
  const stop = new AbortController()
  let naps = 0
  const { failing } = runChores(
    [
      {
        name: 'look at the "sources"',
        everyMs: 1,
        run: async () => Promise.reject(new Error('away'))
      }
    ],
    {
      clock: {
        sleep: async () => {
          if (++naps >= 4) stop.abort()
          return Promise.resolve()
        }
      },
      log: { warn: () => undefined }
    },
    stop.signal
  )
  while (!stop.signal.aborted) await new Promise(setImmediate)
  return failing()
}

test('each warning of each room is said in both languages, with what stands in it', async t => {
  const away = { version: async () => Promise.reject(new Error('refused')) }
  const warned = [
    ...ofNode(),
    ...warningsOf(ILL),
    ...(await versionWarnings(away, away)),
    ofBtcpay('2.3.6') ?? '',
    ofElectrum('4.7.0') ?? '',
    UNPARTED,
    ...(await ofChores())
  ]
  // All alarms but two, which are of what is not reached, and so of what is missing.
  t.ok(warningsOf(ILL).length >= ALARMS.length - 2)
  for (const english of warned) {
    t.equal(warningIn('en', english), english)
    const german = warningIn('de', english) ?? ''
    t.not(german, english)
    for (const figure of english.match(/\d[\d.]*\d|`[^`]+`/g) ?? [])
      t.ok(german.includes(figure), `${figure}: ${german}`)
  }
})

test('so is what is missing, with the trouble of the database', t => {
  const trouble = Object.keys(DATABASE_TROUBLES) as (keyof typeof DATABASE_TROUBLES)[]
  const missing = [
    'the start is not over',
    'the Lightning node',
    'the database',
    ...trouble.map(one => `the database (${troubleText(one)})`)
  ]
  for (const english of missing) {
    t.equal(warningIn('en', english), english)
    t.match(warningIn('de', english), /^(der|die) /)
  }
  t.equal(warningIn('de', 'something new'), undefined, 'and what is not known is shown as it is')
  t.end()
})
