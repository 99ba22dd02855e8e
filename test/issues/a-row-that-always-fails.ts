// Whatever a job cannot do for one row, it does for the rows behind it.
import { test } from 'tap'
import { newId, type Id } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { depositLabel } from '../../src/deposit/decide.ts'
import { expire } from '../../src/deposit/expire.ts'
import { approvalRoom, ask } from '../approval/harness/room.ts'
import { memoryNode } from '../deposit/harness/node.ts'
import { deposits } from '../deposit/harness/room.ts'
import { books, keyFor } from '../harness/books.ts'

test('a deposit that cannot be completed keeps none behind it from their invoices', async t => {
  const { em, commit, user, sql } = await books(t)
  const account = await user()
  const node = memoryNode()
  const odd = {
    ...node,
    invoice: (async request => {
      if (request.description === 'odd') throw new TypeError('nobody has thought of this')
      return node.invoice(request)
    }) satisfies typeof node.invoice
  }
  const room = deposits({ em, commit, node: odd, now: () => new Date() })
  node.hush(true)
  for (const memo of ['odd', 'good', 'good']) {
    const wish = { account, key: keyFor(account), amountMsat: undefined, memo }
    await t.rejects(room.open({ ...wish, expiresInSeconds: undefined }))
  }
  node.hush(false)
  await sql(`update deposit set created_at = now() - interval '11 seconds'`)
  await t.rejects(room.recover(), TypeError, 'it is said, nevertheless')
  const rows = await sql('select memo, state from deposit order by memo desc')
  t.same(
    rows.map(({ memo, state }) => [memo, state]),
    [
      ['odd', 'creating'],
      ['good', 'pending'],
      ['good', 'pending']
    ]
  )
})

test('a deposit whose invoice cannot be read keeps none behind it from expiring', async t => {
  const { em, commit, user, sql } = await books(t)
  const account = await user()
  const node = memoryNode()
  const room = deposits({ em, commit, node, now: () => new Date() })
  for (let n = 0; n < 3; n++) {
    const wish = { account, key: keyFor(account), amountMsat: undefined, memo: undefined }
    const { deposit } = await room.open({ ...wish, expiresInSeconds: undefined })
    node.expire(depositLabel(deposit.id))
  }
  await sql('update deposit set expires_at = now()')
  const [first] = await sql('select id from deposit order by id')
  const findInvoice = async (label: string) => {
    if (label === depositLabel(String(first?.['id']) as Id)) throw new TypeError('an odd answer')
    return node.findInvoice(label)
  }
  const log = { warn: () => undefined }
  const deps = { em, commit, step: unhindered, node: { findInvoice }, log }
  await t.rejects(expire(deps), TypeError, 'it is said, nevertheless')
  const rows = await sql('select state from deposit order by id')
  t.same(
    rows.map(({ state }) => state),
    ['pending', 'expired', 'expired']
  )
})

test('an approved payment that cannot be opened keeps none behind it waiting', async t => {
  const house = await books(t)
  const ids = [newId(), newId(), newId()]
  await ask(house, ids, { owner: await house.user(), state: 'approved', key: null })
  const begun: Id[] = []
  const room = approvalRoom(house, async id => {
    if (id === ids[0]) throw new TypeError('nobody has thought of this')
    begun.push(id)
    return Promise.resolve({} as never)
  })
  const [job] = room.jobs(undefined).slice(1)
  await t.rejects(Promise.resolve(job?.run()), TypeError, 'it is said, nevertheless')
  t.same(begun.toSorted(), ids.slice(1).toSorted())
})
