// The payer on a real ledger that asks services on this machine.
import type { Test } from 'tap'
import { AccountRow } from '../../../src/account/entity.ts'
import { clock } from '../../../src/core/clock.ts'
import { keyOf } from '../../../src/core/idempotency.ts'
import { HOUSE, newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { unhindered } from '../../../src/core/step.ts'
import { openOrm } from '../../../src/db/orm.ts'
import { findClaim } from '../../../src/ledger/claim.ts'
import { committer } from '../../../src/ledger/commit.ts'
import { openAccount } from '../../../src/ledger/open.ts'
import { conclude } from '../../../src/lightning/answers.ts'
import type { Lightning } from '../../../src/lightning/port.ts'
import { PaymentEntity } from '../../../src/payment/entity.ts'
import type { Generations } from '../../../src/payment/fence/generations.ts'
import { payments } from '../../../src/payment/payments.ts'
import { paymentRows } from '../../../src/payment/rows.ts'
import { fairQueue } from '../../../src/payment/queue/fair-queue.ts'
import { createDatabase } from '../../harness/database.ts'
import { nodeDecode, screen, web } from '../fixtures/lnurl-service.ts'

/**
 * The room on a real ledger; nothing is driven, so that every
 * payment stays held, and of the node only its decode is asked.
 */
export async function room(t: Test) {
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
    rows: paymentRows(em),
    node: { decode: nodeDecode } as Lightning,
    nodeId: '',
    generations: {} as Generations,
    closeLayer: async () => false,
    turns: fairQueue(),
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
  /** As if the node had paid it. */
  const settle = async (id: Id, preimage: string): Promise<void> => {
    await em.fork().execute(
      `update payment set state = 'settled', preimage = ?, amount_sent_msat = amount_msat,
         dispatched_at = now(), finished_at = now() where id = ?`,
      [preimage, id]
    )
  }
  return { paying, wish, balance, settle }
}
