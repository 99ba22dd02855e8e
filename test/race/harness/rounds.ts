// Two hundred payments at once on a balance for ten, over two gateways, again and again.
import type { Pair } from './pair.ts'

const AMOUNT = 10_000
export const AT_ONCE = 200
const FUNDED = 10

/** One line for each round that did not end with exactly ten. */
export async function rounds(of: Pair, count: number): Promise<readonly string[]> {
  const spender = await of.person()
  const wrong: string[] = []
  let left = await of.invoices(AT_ONCE, AMOUNT)
  for (let round = 0; round < count; round++) {
    await of.give(spender, FUNDED * AMOUNT)
    const answers = await Promise.all(
      left.map((destination, n) =>
        of.ask(
          n,
          'POST',
          '/v1/payments',
          { destination, max_fee_msat: 0 },
          { key: spender.key, wait: 60 }
        )
      )
    )
    const paid = answers.filter(({ body }) => body['status'] === 'succeeded').length
    const refused = answers.filter(({ status }) => status === 402).length
    const rest = await of.balance(spender)
    if (paid !== FUNDED || refused !== AT_ONCE - FUNDED || rest.balance !== 0)
      wrong.push(`round ${round}: ${paid} paid, ${refused} refused, ${rest.balance} msat left`)
    // What was refused holds nothing, so it may be tried again.
    const spent = answers.filter(({ status }) => status !== 402).length
    left = left.filter((_, n) => answers[n]?.status === 402)
    left.push(...(await of.invoices(spent, AMOUNT)))
  }
  return wrong
}
