import { test } from 'tap'
import { showId } from '../../../src/core/ids.ts'
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

test('a part of a giveaway that nobody has taken is for nobody yet', async t => {
  const claimable = { ...transfer, to: 'gift:018bcfe5-6800-7000-8000-000000000009' }
  const find = async () => Promise.resolve(claimable)
  const app = await gateway(t, { transfers: { ...rooms.transfers, find } })
  const answer = await ask(app, { url: `/v1/transfers/${showId('trf', transfer.id)}` })
  t.match(answer.json(), { to: null })
  t.notMatch(answer.body, /gift/)
})
