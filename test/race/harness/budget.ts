// The budget of a key at its edge, asked at two gateways at once, with payments that fail and
// whose money comes back: never over by one msat, never refused below it.
import type { Test } from 'tap'
import { parse } from '../../../src/core/ids.ts'
import { told } from '../../e2e/harness/place.ts'
import { until } from '../../e2e/harness/until.ts'
import { ask as sql } from '../../harness/sql.ts'
import type { Answer } from '../../e2e/harness/asking.ts'
import { tally, type Pair } from './pair.ts'

const AMOUNT = 1_000
const COUNT = 500

/** A key of one account with that budget, and what it says of it. */
async function limited(of: Pair, person: { id: string; key: string }, amount_msat: number) {
  const [first] = of.both
  const wish = {
    name: 'limited',
    account: person.id,
    scopes: ['account:read', 'payments:write', 'transfers:write'],
    budget: { amount_msat, period: 'month' }
  }
  const { body } = await first.ask('POST', '/v1/api-keys', wish)
  const path = `/v1/api-keys/${String(body['id'])}`
  return {
    key: String(body['key']),
    budget: async () => (await first.ask('GET', path)).body['budget'] as Record<string, number>
  }
}

/** Five hundred payments at once spend it to its last msat. */
export async function spendBudget(t: Test, of: Pair): Promise<void> {
  const person = await of.person()
  await of.give(person, 2 * COUNT * AMOUNT)
  const { key, budget } = await limited(of, person, (COUNT / 2) * AMOUNT)
  const invoices = await of.invoices(COUNT, AMOUNT)
  const [first] = of.both
  const outcomes = Array.from({ length: 40 }, () => ({ is: 'fail', code: 203 }))
  await first.ask('POST', '/sandbox/node/next-payments', { outcomes })

  const pay = async (destination: string, n: number): Promise<Answer> =>
    of.ask(n, 'POST', '/v1/payments', { destination, max_fee_msat: 0 }, { key, wait: 0 })
  const answers = await Promise.all(invoices.map(pay))
  const got = tally(answers)
  const refused = answers.filter(({ status }) => status === 403)
  t.ok(
    refused.every(({ body }) => body['code'] === 'budget_exceeded'),
    JSON.stringify(got)
  )
  const opened = answers.filter(({ status }) => status < 300)
  t.equal(opened.length + refused.length, COUNT, JSON.stringify(got))
  t.ok(opened.length >= COUNT / 2, 'as many as it allows, and what came back in between')

  const ends = await Promise.all(
    opened.map(async ({ body }) =>
      until(async () => {
        const path = `/v1/payments/${String(body['id'])}`
        const { body: now } = await first.ask('GET', path, undefined, { key })
        return now['status'] === 'pending' ? undefined : now
      }, 120_000)
    )
  )
  const paid = ends.filter(end => end['status'] === 'succeeded').length
  const failed = await sql(
    told(first.dir)?.database_url ?? '',
    `select ended_by, count(*)::int from payment
     where state = 'released' and account = '${parse('acc', person.id) ?? ''}' group by 1 order by 1`
  )
  const [answered, ...others] = failed
  t.strictSame(answered, ['answered', 40], 'those that failed')
  // On a busy machine a commit may take so long that its call is not made any more.
  t.strictSame(
    others.filter(([by]) => by !== 'unsent'),
    [],
    'and no other, but what was not sent'
  )
  t.ok(paid <= COUNT / 2, 'never more than the budget')
  t.match(await budget(), { used_msat: paid * AMOUNT, left_msat: (COUNT / 2 - paid) * AMOUNT })

  // What has come back is spent to the last msat, and then nothing is.
  const more = answers.flatMap(({ status }, n) => (status === 403 ? [invoices[n] ?? ''] : []))
  const again = await Promise.all(more.map(pay))
  t.equal(tally(again)['403'] ?? 0, again.length - (COUNT / 2 - paid), JSON.stringify(tally(again)))
  t.match(await budget(), { left_msat: 0 })
  const transfer = { to: 'telegram:9', amount_msat: 1 }
  t.match(await first.ask('POST', '/v1/transfers', transfer, { key }), {
    status: 403,
    body: { code: 'budget_exceeded' }
  })
  await of.balance(person)
}
