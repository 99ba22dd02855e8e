// `npm run regtest -- frozen lost crowd private parts`: the payer on real lightningd nodes, in the
// folder of a running network that REGTEST names.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { crowd } from './crowd.ts'
import { frozen } from './frozen.ts'
import { gateway } from './gateway.ts'
import { lost, quantile, type Buckets } from './lost.ts'
import { network } from './network.ts'
import { parts } from './parts.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '180' },
    rounds: { type: 'string', default: '20' },
    fund: { type: 'string', default: '1000000' }
  }
})
const dir = process.env['REGTEST']
if (dir === undefined) throw new Error('REGTEST names no folder of a running network')
const net = network(dir)
const data = mkdtempSync(join(tmpdir(), 'regtest-gateway-'))
const g = await gateway(data, net, Number(values.fund) * 1_000)
const wanted = new Set(positionals)
// The first payment makes the layer of its generation; what it still holds would be counted below.
const first = await g.pay((await net.invoice(1_000)).bolt11, 10)
while ((await g.find(first['id']))['status'] === 'pending') await sleep(50)

if (wanted.has('frozen')) {
  const stillMs = Number(values.seconds) * 1000
  for (const plugins of [['cln-askrene'], ['cln-xpay'], ['cln-askrene', 'cln-xpay']]) {
    for (const kill of [false, true]) {
      console.log(JSON.stringify(await frozen(g, net, { plugins, stillMs, kill })))
    }
  }
}
if (wanted.has('crowd')) {
  for (const mode of ['fail:400F', '']) console.log(JSON.stringify(await crowd(g, net, 16, mode)))
}
if (wanted.has('private')) {
  // Searches that wait while their gateway dies would find it, if the fence left it open.
  console.log(JSON.stringify(await net.openPrivate(2_000_000)))
  for (let round = 0; round < 3; round += 1)
    console.log(JSON.stringify(await lost(g, net, 10, new Map())))
}
if (wanted.has('parts')) {
  // The one that costs something comes last: the account holds enough for one.
  for (const end of ['fail:400F', ''] as const)
    console.log(JSON.stringify(await parts(g, net, end)))
}
if (wanted.has('lost')) {
  const took: Buckets = new Map()
  for (let round = 0; round < Number(values.rounds); round += 1) {
    console.log(JSON.stringify(await lost(g, net, 10, took)))
  }
  for (const step of ['payment.fence', 'payment.flush']) {
    const [p50, p99] = [0.5, 0.99].map(share => quantile(took, step, share))
    console.log(JSON.stringify({ step, p50_s: p50, p99_s: p99 }))
  }
}
console.log(JSON.stringify({ audit: g.run('audit') }))
await g.kill('SIGTERM')
await net.close()
