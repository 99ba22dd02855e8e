// What happened: pages of it, and one thing with its receipt.
import { parse, show, type Id, type Prefix } from '../../core/ids.ts'
import { ownerOf } from '../../ledger/read.ts'
import { showAmount } from '../amount.ts'
import { type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { concat, say, type Words } from '../texts/say.ts'
import { outputOf } from './buy.ts'

const AT_ONCE = 8

export async function history(me: Me, bot: Parts, cursor?: string, place?: Place): Promise<void> {
  const page = await bot.statement(me.account, undefined, { limit: AT_ONCE, cursor })
  const lines = page.data.map(row =>
    say(me.language, 'history.row', {
      sign: row.amountMsat < 0n ? '↗️' : '↙️',
      amount: { as: 'bold', text: showAmount(row.amountMsat) },
      type: say(me.language, `type.${row.type}`),
      date: row.createdAt.toISOString().slice(0, 16).replace('T', ' '),
      memo: { as: 'quote', text: (row.memo ?? '').slice(0, 60) },
      tx: `/tx_${show(ownerOf(row), row.id)}`
    })
  )
  const words = lines.length === 0 ? say(me.language, 'history.none') : concat(lines, '\n\n')
  const { nextCursor } = page
  const older = say(me.language, 'history.older')
  const rows =
    nextCursor === undefined
      ? []
      : [[{ label: older, does: { is: 'history', cursor: nextCursor } as const }]]
  if (place === undefined) await bot.chat.send(me.chat, me.id, { words, rows })
  else await bot.chat.edit(place, me.id, { words, rows })
}

type Facts = Readonly<Record<string, string | number | null | undefined | Words>>

export async function receipt(me: Me, bot: Parts, rest: string): Promise<void> {
  const facts = await factsOf(me, bot, rest.trim())
  const lines = Object.entries(facts ?? {}).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '') return []
    const shown = typeof value === 'object' ? value : ({ as: 'code', text: String(value) } as const)
    return [say(me.language, 'tx.row', { name, value: shown })]
  })
  const words = facts === undefined ? say(me.language, 'tx.how') : concat(lines, '\n')
  await bot.chat.send(me.chat, me.id, { words })
}

async function factsOf(me: Me, bot: Parts, id: string): Promise<Facts | undefined> {
  const found = (prefix: Prefix): Id | undefined => parse(prefix, id)
  const [pay, dep, pur, trf] = [found('pay'), found('dep'), found('pur'), found('trf')]
  if (pay !== undefined) return payment(me, bot, pay)
  if (pur !== undefined) return purchase(me, bot, pur)
  if (dep !== undefined) {
    const it = await bot.deposits.find(me.account, dep)
    const amount = it?.receivedMsat ?? it?.amountMsat
    return (
      it && { id, status: it.status, amount: amount && showAmount(amount), hash: it.paymentHash }
    )
  }
  if (trf === undefined) return undefined
  const it = await bot.transfers.find(me.account, trf)
  return (
    it && { id, status: it.status, amount: showAmount(it.amountMsat), to: it.to, memo: it.memo }
  )
}

async function payment(me: Me, bot: Parts, id: Id): Promise<Facts | undefined> {
  const it = await bot.payments.find(me.account, id)
  return (
    it && {
      id: show('pay', id),
      status: it.status,
      amount: showAmount(it.amountMsat),
      fee: it.feeMsat === null ? null : showAmount(it.feeMsat),
      description: it.description,
      payee: it.payee,
      hash: it.paymentHash,
      preimage: it.preimage,
      error: it.error?.detail
    }
  )
}

async function purchase(me: Me, bot: Parts, id: Id): Promise<Facts | undefined> {
  const it = await bot.purchases.find(me.account, id)
  const card = bot.catalogue.find(lapp => lapp.id === it?.lapp)
  return (
    it && {
      id: show('pur', id),
      lapp: card?.manifest.title ?? it.lapp,
      status: it.status,
      amount: showAmount(it.amountMsat),
      fee: it.feeMsat === null ? null : showAmount(it.feeMsat),
      surcharge: showAmount(it.surchargeMsat),
      hash: it.paymentHash,
      preimage: it.preimage,
      delivery: outputOf(me.language, card, it, false),
      error: it.error?.detail ?? it.delivery.reason
    }
  )
}
