// Shows the state of a purchase, and what was delivered.
import { showId } from '../../core/ids.ts'
import type { Field } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Purchase } from '../../purchase/view.ts'
import { fieldTitle, lappText, saidOf, titleOf } from '../texts/lapp-text.ts'
import { failureWords } from '../texts/reasons.ts'
import { concat, lines, plain, say, type Words } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

export function purchaseWords(
  language: Language,
  card: LAppCard | undefined,
  purchase: Purchase
): Words {
  const title = card === undefined ? purchase.lapp : titleOf(card, language)
  const { delivery, status, amountMsat: amount } = purchase
  const facts = { title, amount, tx: `/tx_${showId('pur', purchase.id)}` }
  switch (status) {
    case 'pending':
      return say(language, 'buy.going', facts)
    case 'failed':
      return lines([say(language, 'buy.failed', facts), failureWords(language, purchase.error)])
    case 'paid': {
      const key = delivery.state === 'waiting' ? 'buy.waiting' : 'buy.paid'
      return lines([
        say(language, key, facts),
        meanwhile(language, card, purchase),
        afterwards(language, card)
      ])
    }
    case 'delivered': {
      const output = outputOf(language, card, purchase, false)
      return lines([
        say(language, 'buy.delivered', { ...facts, output }),
        afterwards(language, card)
      ])
    }
    default:
      return status satisfies never
  }
}

/** What the LApp says is happening until it delivers. */
const meanwhile = (language: Language, card: LAppCard | undefined, { delivery }: Purchase): Words =>
  delivery.note === null
    ? plain('')
    : say(language, 'buy.meanwhile', { note: saidOf(card, language, 'note', delivery.note) })

/** The LApp's note to buyers after delivery. */
function afterwards(language: Language, card: LAppCard | undefined): Words {
  const after = card?.manifest.alerts.after
  if (card === undefined || after === undefined) return plain('')
  return say(language, 'buy.note', { note: lappText(card, language, 'alerts.after', after) })
}

/** The output delivered: with `secret` only the fields shown once, without it all others. */
export function outputOf(
  language: Language,
  card: LAppCard | undefined,
  purchase: Purchase,
  secret: boolean
): Words {
  const fields: Readonly<Record<string, Field>> = card?.output?.properties ?? {}
  const rows = Object.entries(purchase.delivery.output ?? {}).flatMap(([key, value]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    const once = field !== undefined && 'writeOnly' in field && field.writeOnly
    const name = card === undefined ? key : fieldTitle(card, language, 'output', key)
    const text = String(value)
    if (secret)
      return once ? [say(language, 'tx.row', { name, value: { as: 'spoiler', text } })] : []
    const shown = once ? say(language, 'buy.secret.gone') : ({ as: 'code', text } as const)
    return [say(language, 'tx.row', { name, value: shown })]
  })
  return concat(rows, '\n')
}
