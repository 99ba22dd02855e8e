// Shows the transaction history in pages, and single entries with their receipts.
import { parse, showId, type Id, type Prefix } from '../../core/ids.ts'
import { ownerOf, type StatementRow } from '../../ledger/read.ts'
import type { Purchase } from '../../purchase/view.ts'
import { plainText } from '../../core/plain-text.ts'
import { show, tell } from '../answer.ts'
import { counterparts } from '../counterparts.ts'
import { type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import type { TextKey } from '../texts/en.ts'
import { failureWords, undelivered } from '../texts/reasons.ts'
import { concat, lines, nameWords, plain, say, spaced, withMemo } from '../texts/say.ts'
import type { Words } from '../texts/say.ts'
import { showMinute } from '../texts/show-time.ts'
import { saidOf } from '../texts/lapp-text.ts'
import { outputOf } from './bought.ts'
import { successWords } from './paying.ts'
import { takeBackButton } from './send.ts'
import type { Button } from '../screen.ts'
import type { Language } from '../texts/language.ts'

const AT_ONCE = 8

export async function history(me: Me, bot: Parts, cursor?: string, place?: Place): Promise<void> {
  const page = await bot.statement(me.account, undefined, { limit: AT_ONCE, cursor })
  const names = await namesOf(me, bot, page.data)
  const rowsOf = page.data.map(row => {
    const name = names.get(row.id)?.name
    return say(me.reads, 'history.row', {
      sign: row.amountMsat < 0n ? '↗️' : '↙️',
      amount: { as: 'amount', text: row.amountMsat < 0n ? -row.amountMsat : row.amountMsat },
      type: say(me.language, `type.${row.type}`),
      name: name ? spaced(nameWords(name)) : '',
      date: showMinute(row.createdAt, me.language),
      memo: withMemo(me.language, plainText(row.memo ?? '', 60)),
      tx: `/tx_${showId(ownerOf(row), row.id)}`
    })
  })
  const words = rowsOf.length === 0 ? say(me.language, 'history.none') : concat(rowsOf, '\n\n')
  const { nextCursor } = page
  const older = say(me.language, 'history.older')
  const rows =
    nextCursor === undefined
      ? []
      : [[{ label: older, does: { is: 'history', cursor: nextCursor } as const }]]
  await show(me, bot, { words, rows }, place)
}

/** A transfer that waits to be claimed can be taken back by its giver. */
async function backButton(me: Me, bot: Parts, rest: string): Promise<Button[][]> {
  const id = parse('trf', rest.trim())
  const it = id && (await bot.transfers.find(me.account, id))
  // What is left of a giveaway can only be ended as a whole, from its own message.
  if (it?.status !== 'claimable' || it.from !== me.account || it.to.startsWith('gift:')) return []
  const name = (await counterparts(bot, me.account, [it])).get(it.id)?.name ?? ''
  return [[takeBackButton(me.language, it, name)]]
}

/** Who sent it, or who received it. */
async function namesOf(
  me: Me,
  bot: Parts,
  rows: readonly StatementRow[]
): ReturnType<typeof counterparts> {
  const ids = rows.filter(({ type }) => /^transfer|^refund/.test(type)).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  return counterparts(bot, me.account, await bot.transfers.findAll(me.account, ids))
}

type Fact = string | bigint | null | undefined | Words

/** By the keys that `texts/` uses for them. */
type Facts = Readonly<Partial<Record<FactName, Fact>>>
type FactName =
  Extract<TextKey, `tx.${string}`> extends `tx.${infer N}` ? Exclude<N, 'how' | 'row'> : never

export async function receipt(me: Me, bot: Parts, rest: string): Promise<void> {
  const facts = await factsOf(me, bot, rest.trim())
  if (facts === undefined) return tell(me, bot, 'tx.how')
  const rows = Object.entries(facts).map(([key, value]) => {
    if (value === null || value === undefined || value === '' || isEmpty(value)) return plain('')
    const shown = typeof value === 'string' ? ({ as: 'code', text: value } as const) : value
    const name = say(me.language, `tx.${key as FactName}`)
    return say(me.reads, 'tx.row', { name, value: shown })
  })
  await show(me, bot, { words: lines(rows), rows: await backButton(me, bot, rest) })
}

async function factsOf(me: Me, bot: Parts, id: string): Promise<Facts | undefined> {
  const found = (prefix: Prefix): Id | undefined => parse(prefix, id)
  const [pay, dep, pur, trf] = [found('pay'), found('dep'), found('pur'), found('trf')]
  if (pay !== undefined) return payment(me, bot, pay)
  if (pur !== undefined) return purchase(me, bot, pur)
  if (dep !== undefined) {
    const it = await bot.deposits.find(me.account, dep)
    const status = it && say(me.language, `status.${it.status}`)
    return it && { id, status, amount: it.receivedMsat ?? it.amountMsat, hash: it.paymentHash }
  }
  return trf === undefined ? undefined : transfer(me, bot, trf)
}

async function transfer(me: Me, bot: Parts, id: Id): Promise<Facts | undefined> {
  const it = await bot.transfers.find(me.account, id)
  if (it === undefined) return undefined
  const { name = '', place } = (await counterparts(bot, me.account, [it])).get(id) ?? {}
  const who = name === '' ? undefined : nameWords(name)
  return {
    id: showId('trf', id),
    status: say(me.language, `status.${it.status}`),
    amount: it.amountMsat,
    [it.from === me.account ? 'to' : 'from']: who,
    place: place === undefined ? undefined : nameWords(place),
    memo: it.memo === null ? undefined : quoted(me.language, it.memo),
    until: it.status === 'claimable' && it.expiresAt ? showMinute(it.expiresAt, me.language) : null
  }
}

const isEmpty = (value: Exclude<Fact, null | undefined>): boolean =>
  typeof value === 'object' && value.text === ''

const quoted = (language: Language, text: string): Words =>
  say(language, 'tx.quote', { text: { as: 'quote', text } })

async function payment(me: Me, bot: Parts, id: Id): Promise<Facts | undefined> {
  const it = await bot.payments.find(me.account, id)
  return (
    it && {
      id: showId('pay', id),
      status: say(me.language, `status.${it.status}`),
      amount: it.amountMsat,
      fee: it.feeMsat,
      description: it.description,
      payee: it.payee,
      hash: it.paymentHash,
      preimage: it.preimage,
      comment: it.comment === null ? null : quoted(me.language, it.comment),
      gave: successWords(me.language, it.successAction),
      error: it.error === null ? null : failureWords(me.language, it.error)
    }
  )
}

const whyNot = (language: Language, { error, delivery }: Purchase): Fact =>
  error !== null
    ? failureWords(language, error)
    : delivery.reason && undelivered(language, delivery.reason)

async function purchase(me: Me, bot: Parts, id: Id): Promise<Facts | undefined> {
  const it = await bot.purchases.find(me.account, id)
  const card = bot.catalogue.find(lapp => lapp.id === it?.lapp)
  return (
    it && {
      id: showId('pur', id),
      lapp: card?.manifest.title ?? it.lapp,
      status: say(me.language, `status.${it.status}`),
      amount: it.amountMsat,
      fee: it.feeMsat,
      surcharge: it.surchargeMsat === 0n ? null : it.surchargeMsat,
      hash: it.paymentHash,
      preimage: it.preimage,
      error: whyNot(me.language, it),
      output: outputOf(me.language, card, it, false),
      stand: it.delivery.note === null ? null : saidOf(card, me.language, 'note', it.delivery.note)
    }
  )
}
