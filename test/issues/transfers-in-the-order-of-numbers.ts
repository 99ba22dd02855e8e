// The list of transfers was in the order of the digits of their numbers, "9" before "10": where the
// chain of an account gets another digit, pages had transfers twice, and others on no page at all.
import { test } from 'tap'
import { showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

const COUNT = 12

test('every transfer is on one page, newest first', async t => {
  const { em, commit, user } = await books(t)
  const [ann, bob] = [await user(1_000_000), await user()]
  const now = (): Date => new Date()
  const room = transfers({ em, commit, step: unhindered, now, claimSeconds: 60 })
  for (let n = 1; n <= COUNT; n++) {
    const wish = { to: showId('acc', bob), memo: `${n}`, amountMsat: msat(1_000) }
    const { results } = await room.batch(ann, keyFor(ann), [
      { ...wish, expiresInSeconds: undefined }
    ])
    t.equal(results[0]?.transfer?.status, 'settled')
  }
  for (const account of [ann, bob]) {
    const seen: (string | null)[] = []
    for (let cursor: string | undefined, more = true; more;) {
      const got = await room.list(account, { limit: 5, cursor })
      seen.push(...got.data.map(({ memo }) => memo))
      cursor = got.nextCursor
      more = cursor !== undefined
    }
    t.strictSame(
      seen,
      Array.from({ length: COUNT }, (_, n) => `${COUNT - n}`)
    )
  }
})
