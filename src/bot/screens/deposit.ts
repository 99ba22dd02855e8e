// Asks for money: an invoice with its picture, in a message that says so when it is paid.
import { msat } from '../../core/msat.ts'
import { readAmount, showAmount } from '../amount.ts'
import type { Button } from '../chat.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import { picture } from '../qr/picture.ts'
import { say, type Words } from '../texts/say.ts'

const AMOUNTS = [100, 1_000, 10_000, 100_000]

export async function deposit(me: Me, bot: Parts, rest: string): Promise<void> {
  const [first = '', ...memo] = rest.split(/\s+/)
  const amount = readAmount(first)
  if (amount !== undefined) return open(me, bot, String(amount), memo.join(' '))
  if (first.toLowerCase() === 'any') return open(me, bot, null, memo.join(' '))
  const fixed = AMOUNTS.map((sats): Button => {
    const amountMsat = msat(BigInt(sats) * 1000n)
    const label: Words = { text: showAmount(amountMsat), entities: [] }
    return { label, does: { is: 'deposit', amountMsat: String(amountMsat), ask: false } }
  })
  const free = (['any', 'other'] as const).map((what): Button => ({
    label: say(me.language, `deposit.${what}`),
    does: { is: 'deposit', amountMsat: null, ask: what === 'other' }
  }))
  await bot.chat.send(me.chat, me.id, {
    words: say(me.language, 'deposit.choose'),
    rows: [fixed.slice(0, 2), fixed.slice(2), free]
  })
}

/** @param amountMsat null: whoever pays chooses */
export async function open(
  me: Me,
  bot: Parts,
  amountMsat: string | null,
  memo = ''
): Promise<void> {
  const amount = amountMsat === null ? undefined : msat(BigInt(amountMsat))
  const { deposit: made } = await bot.deposits.open({
    account: me.account,
    key: keyFor(me, 'deposits', { amountMsat, memo }),
    amountMsat: amount,
    memo: memo === '' ? undefined : memo.slice(0, 100),
    expiresInSeconds: undefined
  })
  const invoice = { as: 'code', text: made.bolt11 ?? '' } as const
  const words =
    amount === undefined
      ? say(me.language, 'deposit.pay.any', { invoice })
      : say(me.language, 'deposit.pay', { amount: showAmount(amount), invoice })
  // A caption holds less than an invoice with a long memo has.
  const fits = words.text.length <= 1_000
  const drawn = fits ? { picture: await picture(made.bolt11 ?? '') } : {}
  await bot.shown.keep(made.id, await bot.chat.send(me.chat, me.id, { words, ...drawn }))
}
