// `npm run regtest -- frozen|lost|flush|private|parts`: the payer on real lightningd nodes, in the
// folder of a running network that REGTEST names.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { frozen } from './frozen.ts'
import { gateway } from './gateway.ts'
import { network } from './network.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '180' } }
})
const dir = process.env['REGTEST']
if (dir === undefined) throw new Error('REGTEST names no folder of a running network')
const net = network(dir)
const data = mkdtempSync(join(tmpdir(), 'regtest-gateway-'))
const g = await gateway(data, net, 1_000_000_000)
const wanted = new Set(positionals)
// The first payment makes the layer of its generation.
await g.pay((await net.invoice(1_000)).bolt11, 10)

if (wanted.has('frozen')) {
  const stillMs = Number(values.seconds) * 1000
  for (const plugins of [['cln-askrene'], ['cln-xpay'], ['cln-askrene', 'cln-xpay']]) {
    for (const kill of [false, true]) {
      console.log(JSON.stringify(await frozen(g, net, { plugins, stillMs, kill })))
    }
  }
}
console.log(JSON.stringify({ audit: g.run('audit') }))
await g.kill('SIGTERM')
await net.close()
