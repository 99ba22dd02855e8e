// Words for the state of a deposit: while it can be paid, when something was received, when it
// expired.
import { ZERO, add } from '../../core/msat.ts'
import { isLate, type Deposit } from '../../deposit/entity.ts'
import type { Way } from '../../deposit/source.ts'
import { codeWords, concat, say, type Reader, type Words } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

/** @param blocks confirmations after which a payment on chain counts */
export function payWords(reader: Reader, made: Deposit, span: string, blocks: number): Words {
  const language = typeof reader === 'string' ? reader : reader.language
  const { amountMsat: amount, bolt11, ways } = made
  const begin =
    amount === null
      ? say(language, 'deposit.pay.any', { span })
      : say(reader, 'deposit.pay', { amount, span })
  if (ways.length === 0) return concat([begin, codeWords(bolt11 ?? '')], '\n\n')
  const counts = ways.some(({ destination }) => destination !== bolt11) && blocks > 0
  const hint = counts ? [say(language, 'deposit.blocks', { blocks })] : []
  return concat([begin, ...ways.map(way => wayWords(language, way, bolt11)), ...hint], '\n\n')
}

function wayWords(language: Language, way: Way, bolt11: string | null): Words {
  const where = { as: 'code', text: way.destination } as const
  if (way.destination === bolt11) return say(language, 'deposit.way.lightning', { where })
  const { amount, currency: coin } = way
  return amount === null
    ? say(language, 'deposit.way.any', { coin, where })
    : say(language, 'deposit.way', { amount: `${amount} ${coin}`, where })
}

/** The content of its QR code: includes the amount if it fits into a link. */
export const pictured = ({ bolt11, ways: [way] }: Deposit): string =>
  bolt11 ?? way?.link ?? way?.destination ?? ''

/** Shown in place of the invoice. */
export function cameWords(language: Language, deposit: Deposit): Words {
  const { amountMsat: asked, receivedMsat } = deposit
  const amount = receivedMsat ?? ZERO
  if (asked !== null && amount < asked) {
    return say(language, 'deposit.partial', { amount, asked, rest: asked - amount })
  }
  return say(language, isLate(deposit) ? 'deposit.late' : 'deposit.received', { amount })
}

/** Expired; a payment already under way on chain is still credited later. */
export function overWords(language: Language, { payments }: Deposit): Words {
  const onTheirWay = payments.filter(({ state }) => state === 'pending')
  if (onTheirWay.length === 0) return say(language, 'deposit.expired')
  const amount = add(ZERO, ...onTheirWay.map(({ amountMsat }) => amountMsat))
  return say(language, 'deposit.seen', { amount })
}
