import { test } from 'tap'
import type { Page } from '../../../src/core/page.ts'
import { AppError } from '../../../src/core/errors.ts'
import { ask, deposit, gateway, NOW } from '../fixtures/gateway.ts'
import { showId } from '../../../src/core/ids.ts'
import { msat, ZERO } from '../../../src/core/msat.ts'
import { ROW_TYPES } from '../../../src/ledger/read.ts'

const url = '/v1/transactions'

test('each type has the id of its resource, and amounts have a sign', async t => {
  const statement = async () =>
    Promise.resolve({
      data: ROW_TYPES.map(type => ({
        id: deposit.id,
        type,
        amountMsat: -5n,
        feeMsat: msat(1),
        balanceAfterMsat: ZERO,
        memo: null,
        createdAt: NOW,
        reference: null
      })),
      nextCursor: '7'
    })
  const app = await gateway(t, { statement })
  const { data, next_cursor } = (await ask(app, { url })).json<{
    data: { id: string; amount_msat: number }[]
    next_cursor: string
  }>()
  const prefixes = ['dep', 'pay', 'pur', 'trf', 'trf', 'trf'] as const
  t.strictSame(
    data.map(({ id }) => id),
    prefixes.map(prefix => showId(prefix, deposit.id))
  )
  t.equal(data[0]?.amount_msat, -5)
  t.equal(next_cursor, '7')
})

test('the filter and the page reach the ledger; a cursor that it does not know is a wrong query', async t => {
  const asked: unknown[] = []
  const statement = async (_who: unknown, type: unknown, page: Page) => {
    asked.push(type, page)
    if (page.cursor === 'x') {
      throw new AppError('invalid_request', 'no', [{ pointer: '/cursor', detail: 'no' }])
    }
    return Promise.resolve({ data: [], nextCursor: undefined })
  }
  const app = await gateway(t, { statement })
  await ask(app, { url: `${url}?type=refund&limit=7&cursor=9` })
  const only = { createdAfter: undefined, createdBefore: undefined }
  t.strictSame(asked, ['refund', { limit: 7, cursor: '9', only }])
  t.match((await ask(app, { url: `${url}?cursor=x` })).json(), {
    errors: [{ pointer: '/query/cursor' }]
  })
  t.equal((await ask(app, { url: `${url}?type=other` })).statusCode, 400)
})
