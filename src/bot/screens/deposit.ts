// Receives money: an invoice with its QR code, in a message that is updated when it is paid.
import type { Id } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Offered } from '../../deposit/deposits.ts'
import type { Method } from '../../deposit/source.ts'
import { show, tell } from '../answer.ts'
import { readAmount, type Way } from '../grammar/amount.ts'
import { inSats } from '../money.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import { picture } from '../qr/picture.ts'
import { plain, say } from '../texts/say.ts'
import { showAmount } from '../texts/show-amount.ts'
import { showSpan } from '../texts/show-time.ts'
import { cancel } from './cancel.ts'
import { overWords, payWords, pictured } from './deposited.ts'
import type { Button } from '../screen.ts'
import type { Language } from '../texts/language.ts'

const AMOUNTS = [100, 1_000, 10_000, 100_000]

const MEMO_MAX = 100

export async function deposit(me: Me, bot: Parts, rest: string): Promise<unknown> {
  const any = /^any(?:\s+([^]*))?$/i.exec(rest)
  if (any !== null) return openDeposit(me, bot, { amountMsat: null, memo: any[1] ?? '' })
  if (rest === '') return choose(me, bot)
  const typed = await inSats(bot, readAmount(rest))
  switch (typed.is) {
    case 'amount':
    case 'priced':
      return openDeposit(me, bot, { amountMsat: String(typed.msat), memo: typed.rest })
    case 'either':
      return askWhichAmount(me, bot, typed.ways)
    case 'money':
      return tell(me, bot, 'amount.money', { unit: typed.unit })
    case 'none':
      return tell(me, bot, 'amount.wrong')
    default:
      return typed satisfies never
  }
}

async function choose(me: Me, bot: Parts): Promise<void> {
  const fixed = AMOUNTS.map(sats => buttonFor(me, { msat: msat(BigInt(sats) * 1000n), rest: '' }))
  const free = (['any', 'other'] as const).map((what): Button => ({
    label: say(me.language, `deposit.${what}`),
    does: { is: 'deposit', amountMsat: null, ask: what === 'other' }
  }))
  const rows = [fixed.slice(0, 2), fixed.slice(2), free]
  await show(me, bot, { words: say(me.language, 'deposit.choose'), rows })
}

/** The typed amount is ambiguous. */
export async function askWhichAmount(me: Me, bot: Parts, ways: readonly Way[]): Promise<void> {
  const rows = [...ways.map(way => [buttonFor(me, way)]), [cancel(me.language)]]
  await show(me, bot, { words: say(me.language, 'give.amount'), rows })
}

const buttonFor = (me: Me, { msat: amount, rest }: Way): Button => ({
  label: plain(showAmount(amount, me.language)),
  does: { is: 'deposit', amountMsat: String(amount), ask: false, memo: rest }
})

export async function askDeposit(me: Me, bot: Parts): Promise<void> {
  await bot.drafts.keep(me.id, { is: 'deposit' })
  const words = say(me.language, 'deposit.amount')
  await show(me, bot, { words, rows: [[cancel(me.language)]] })
}

export type DepositRequest = {
  /** null: the payer chooses. */
  readonly amountMsat: string | null
  readonly memo?: string
  /** undefined: over Lightning. */
  readonly method?: Method
}

export async function openDeposit(me: Me, bot: Parts, request: DepositRequest): Promise<void> {
  const { amountMsat, method } = request
  const memo = plainText(request.memo ?? '', MEMO_MAX)
  const { deposit: made } = await bot.deposits.open({
    account: me.account,
    key: keyFor(me, 'deposits', { amountMsat, memo, method }),
    amountMsat: amountMsat === null ? undefined : msat(BigInt(amountMsat)),
    memo: memo === '' ? undefined : memo,
    method,
    expiresInSeconds: undefined
  })
  const offered = await bot.deposits.methods()
  const end = made.expiresAt?.getTime() ?? 0
  const span = showSpan((end - bot.clock.date().getTime()) / 1000 + 1, me.language)
  const blocks = offered.find(one => one.method === made.method)?.confirmations ?? 0
  const words = payWords(me.reads, made, span, blocks)
  // A caption holds less text than an invoice with a long memo.
  const fits = words.text.length <= 1_000
  const drawn = fits ? { picture: await picture(pictured(made)) } : {}
  const page = pageOf(bot, me.language, made.id)
  const others = method === undefined ? otherWays(me.language, offered, request) : []
  const place = await bot.chat.send(me.spot, me.id, { words, rows: [...page, ...others], ...drawn })
  const { account, id: person } = me
  const until = made.expiresAt ?? undefined
  await bot.shown.keep(made.id, place, { person, account, until })
}

/** Telegram rejects a button whose URL is reachable from this machine only. */
function pageOf(bot: Parts, language: Language, deposit: Id): Button[][] {
  const url = bot.checkout(deposit)
  return url.startsWith('https://') ? [[{ label: say(language, 'deposit.page'), url }]] : []
}

/** Lightning is the default; another method is one press away. */
function otherWays(
  language: Language,
  offered: readonly Offered[],
  request: DepositRequest
): Button[][] {
  const amount = request.amountMsat === null ? undefined : BigInt(request.amountMsat)
  const fit = offered.filter(
    ({ method, paused, minMsat, maxMsat }) =>
      method !== 'lightning' &&
      !paused &&
      (amount === undefined || (amount >= minMsat && amount <= (maxMsat ?? amount)))
  )
  return fit.map(({ method }) => [
    {
      label: say(language, `deposit.by.${method}`),
      does: { is: 'deposit', ask: false, ...request, method }
    }
  ])
}

/** Updates the messages of expired deposits; one that was paid late has been updated already. */
export async function sweepDeposits(bot: Parts): Promise<void> {
  for (const { subject, place, person, account } of await bot.shown.expired()) {
    const deposit = await bot.deposits.find(account, subject)
    if (deposit?.status === 'pending') await bot.shown.putOff(subject)
    if (deposit?.status !== 'expired') continue
    const language = (await bot.people.find(person))?.language ?? 'en'
    const words = overWords(language, deposit)
    await bot.chat.edit(place, person, { words }).catch(() => undefined)
  }
}
