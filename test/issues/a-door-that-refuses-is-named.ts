// A rune, or a key of Sparko's, that does not permit what the gateway asks: every payment was tried
// in vain and ended as failed, and nothing said why, since the gateway was ready and its log quiet.
// The start named `LIGHTNING_RPC`, whichever way to the node was configured.
import { test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { checkNode } from '../../src/app/check-node.ts'
import { requireMode } from '../../src/app/mode.ts'
import { newId } from '../../src/core/ids.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { books } from '../harness/books.ts'
import { httpNode, KINDS } from '../lightning/harness/http-node.ts'
import { room } from '../payment/harness/room.ts'
import { openNode } from '../sandbox/fixtures/node.ts'

const quiet = { debug: () => undefined, info: () => undefined, error: () => undefined }

for (const kind of KINDS) {
  test(`${kind}: the start says that the node refuses, and where to look`, async t => {
    const { em } = await books(t)
    const { network } = await openNode(t)
    const door = await httpNode(t, kind, `${network.dir}/lightning-rpc`)
    const log = { ...quiet, warn: () => undefined }
    const start = async (secret?: string) =>
      checkNode(clightning(door.open(secret)), em, undefined, log).catch((error: unknown) => error)
    t.match(await start('wrong'), {
      detail: /^The Lightning node refuses the gateway \(.*see CLNREST_RUNE or SPARKO_KEY/
    })
    await door.close()
    t.match(await start(), {
      detail: /does not answer \(.*see LIGHTNING_RPC, CLNREST_URL or SPARKO_URL, whichever is set/
    })
  })

  test(`${kind}: a payment whose call is refused says why in the log`, async t => {
    const at = await room(t)
    const account = await at.user(1_000_000)
    const bolt11 = await at.invoice(5_000)
    const payer = await at.payer({
      node: real => ({
        ...real,
        pay: async () => ({ is: 'lost', why: 'Not permitted: method is not equal to xpay (-1)' })
      })
    })
    const payment = await payer.pay(account, bolt11, { name: newId() })
    t.match(await payer.ending(payment), { status: 'failed' })
    t.match(payer.warned, [{ payment: payment.id, why: /^Not permitted/ }])
  })
}

const WAYS = [
  [{ LIGHTNING_RPC: '/x' }, 'LIGHTNING_RPC'],
  [{ CLNREST_URL: 'https://localhost:3010', CLNREST_RUNE: 'r' }, 'CLNREST_URL'],
  [{ SPARKO_URL: 'http://localhost:9737', SPARKO_KEY: 'k' }, 'SPARKO_URL']
] as const

test('what names a real node is named', async t => {
  for (const [env, name] of WAYS)
    t.throws(() => requireMode(readConfig(env), 'sandbox'), {
      message: `${name} names a real node: unset it for \`sandbox\`.`
    })
})
