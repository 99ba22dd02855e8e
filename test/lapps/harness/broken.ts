// What contributors get wrong, and the checks and rules that say so.
import { BUYS, FACTS, type Change } from './good.ts'

export type Broken = {
  readonly what: string
  readonly by: readonly string[]
  readonly change: Change
}

export const ORDER = `const order = await http.post('orders', { json: input, headers })`

/** Each is broken in one place, and caught by the checks that are there for it. */
export const BROKEN: readonly Broken[] = [
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
    what: 'a no that is a status',
    by: ['texts-plain'],
    change: { code: [["'There are no vouchers left.'", "'Error 422'"]] }
  },
  {
    what: 'a maintainer who is nobody',
    by: ['maintainer-named'],
    change: { facts: { maintainers: ['@your-handle'] } }
  },
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
