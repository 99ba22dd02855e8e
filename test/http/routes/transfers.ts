import { test } from 'tap'
import { ask, gateway, rooms, transfer } from '../fixtures/gateway.ts'

const url = '/v1/transfers/batch'
const body = { transfers: [{ to: 'telegram:1', amount_msat: 1 }] }

test('a part of a batch was settled, claimable or refused; what became of it the transfer says', async t => {
  const error = { code: 'recipient_unknown', detail: 'There is no account with this id' } as const
  const results = [
    ...(['settled', 'claimable', 'returned'] as const).map(status => ({
      transfer: { ...transfer, status },
      error: null
    })),
    { transfer: null, error }
  ]
  const batch = async () => Promise.resolve({ results, replayed: true })
  const app = await gateway(t, { transfers: { ...rooms.transfers, batch } })
  const answer = await ask(app, { method: 'POST', url, body })
  t.match(answer.json(), {
    results: [
      { status: 'settled', transfer: { status: 'settled' }, error: null },
      { status: 'claimable', transfer: { status: 'claimable' }, error: null },
      { status: 'claimable', transfer: { status: 'returned' }, error: null },
      { status: 'refused', transfer: null, error }
    ]
  })
})
