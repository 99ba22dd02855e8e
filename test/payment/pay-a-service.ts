import { test, type Test } from 'tap'
import { AccountRow } from '../../src/account/entity.ts'
import { clock } from '../../src/core/clock.ts'
import { keyOf } from '../../src/core/idempotency.ts'
import { HOUSE, newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { openOrm } from '../../src/db/orm.ts'
import { findClaim } from '../../src/ledger/claim.ts'
import { committer } from '../../src/ledger/commit.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { conclude } from '../../src/lightning/answers.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { PaymentEntity } from '../../src/payment/entity.ts'
import { payments } from '../../src/payment/payments.ts'
import { rows } from '../../src/payment/rows.ts'
import { turns } from '../../src/payment/turns.ts'
import { createDatabase } from '../harness/database.ts'
import { honest, nodeDecode, screen, service, web } from './fixtures/lnurl-service.ts'

/**
 * The room on a real ledger; nothing is driven, so that every
 * payment stays held, and of the node only its decode is asked.
 */
async function room(t: Test) {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: [AccountRow, PaymentEntity] })
  t.teardown(async () => orm.close())
  const { em } = orm
  const { commit, close } = committer({ url, log: { warn: () => undefined } })
  t.teardown(close)
  const account = await openAccount(em.fork(), { name: 'Alice' })
  const money = { debit: HOUSE.lightning, credit: account, amountMsat: msat(1_000_000) }
  await commit({
    entries: [{ id: newId(), subject: newId(), kind: 'adjust', ...money }],
    guards: [],
    claims: []
  })
  const quiet = () => undefined
  const paying = payments({
    commit,
    rows: rows(() => em.fork()),
    node: { decode: nodeDecode } as Lightning,
    nodeId: '',
    turns: turns(),
    conclude,
    reason: () => ({ code: 'node_error', detail: 'the node was not asked' }),
    retryForSeconds: 60,
    frozen: async () => undefined,
    clock,
    newId,
    step: unhindered,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    tell: quiet,
    stop: AbortSignal.abort(),
    network: 'regtest',
    screen,
    findClaim: key => findClaim(em, key),
    web: web(t)
  })
  const wish = (destination: string, name: string, amount?: number) => ({
    account,
    key: keyOf(account, name, { method: 'POST', path: '/v1/payments', body: destination }),
    destination,
    amountMsat: amount === undefined ? undefined : msat(amount),
    maxFeeMsat: undefined,
    comment: 'thanks'
  })
  const balance = async (): Promise<bigint> =>
    (await em.fork().findOneOrFail(AccountRow, account)).balanceMsat ?? 0n
  return { paying, wish, balance }
}

test('paying a service', async t => {
  const { paying, wish, balance } = await room(t)

  await t.test('a repeat answers the same payment and asks the service nothing', async t => {
    const { host, asked } = await service(t, honest)
    const first = await paying.open(wish(`alice@${host}`, 'one', 50_000))
    t.match(first, {
      replayed: false,
      payment: { amountMsat: 50_000n, description: 'Coffee for Alice', comment: 'thanks' }
    })
    t.equal(asked.length, 2)
    const again = await paying.open(wish(`alice@${host}`, 'one', 50_000))
    t.equal(again.replayed, true)
    t.same(again.payment, first.payment)
    t.equal(asked.length, 2)
    t.equal(await balance(), 1_000_000n - 50_000n - first.payment.maxFeeMsat)
  })

  await t.test('of many repeats at once one is a payment', async t => {
    const { host } = await service(t, honest)
    const before = await balance()
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => paying.open(wish(`alice@${host}`, 'two', 50_000)))
    )
    t.equal(new Set(opened.map(({ payment }) => payment.id)).size, 1)
    t.equal(opened.filter(({ replayed }) => !replayed).length, 1)
    t.equal(await balance(), before - 50_000n - (opened[0]?.payment.maxFeeMsat ?? 0n))
  })

  await t.test('where a service or an amount is missing, nothing is held', async t => {
    const { host, asked } = await service(t, honest)
    const before = await balance()
    const unsaid = paying.open(wish(`alice@${host}`, 'three'))
    await t.rejects(unsaid, { code: 'amount_required', detail: /from 1000 to 100000 msat/ })
    t.equal(asked.length, 1)
    const gone = paying.open(wish('alice@127.0.0.1:1', 'four', 1_000))
    await t.rejects(gone, { code: 'lapp_unavailable' })
    t.equal(await balance(), before)
  })

  await t.test('what was paid through us before shows as such when it is read', async t => {
    const [paid] = (await paying.list(wish('', '').account, { limit: 1, cursor: undefined })).data
    t.match(await paying.decode(paid?.bolt11 ?? ''), { payable: false, reason: /under way/ })
  })
})
