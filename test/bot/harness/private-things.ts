// What no group may ever read: balances, holds, ids, invoices, keys, and reasons that tell of them.
import { de } from '../../../src/bot/texts/de.ts'
import { en } from '../../../src/bot/texts/en.ts'
import type { Call, Json } from './world.ts'

const PRIVATE = [
  /\b(your )?balance\b|Guthaben/i,
  /\bon hold\b|\bheld\b|reserviert/i,
  /\b(acc|pay|dep|pur|trf|key|quo|lnk|con)_[0-9a-f]{8}/,
  /\bID:? \d/i,
  /lgk_|\/tx_/,
  /\bln(bc|tb|bcrt)\d|lnurl1/i,
  /\d msat/
]

/** Reasons tell of money even where they name no number. */
const REASONS = [en, de].flatMap(texts =>
  Object.entries(texts)
    .filter(([key]) => /^(error|reason|failed)\./.test(key))
    .map(([, text]) => text.split('{')[0] ?? '')
    .filter(start => start.length > 8)
)

/** Everything that a bot told groups (and chats that it is not in, inline) and should not have. */
export function privateThings(calls: readonly Call[]): readonly string[] {
  return calls.filter(toOthers).flatMap(({ method, params }) => {
    const said = wordsIn(params)
    const found =
      PRIVATE.some(pattern => pattern.test(said)) || REASONS.some(reason => said.includes(reason))
    return found ? [`${method}: ${said}`] : []
  })
}

const toOthers = ({ method, params }: Call): boolean =>
  Number(params['chat_id']) < 0 ||
  params['inline_message_id'] !== undefined ||
  method === 'answerInlineQuery'

/** Texts, captions and the labels of buttons; not the opaque ids behind them. */
function wordsIn(params: Json): string {
  const strings: string[] = []
  const look = (key: string, value: unknown): void => {
    if (typeof value === 'string' && /text|caption|title|description/.test(key)) strings.push(value)
    if (typeof value !== 'object' || value === null) return
    for (const [inner, one] of Object.entries(value)) look(inner, one)
  }
  look('', params)
  return strings.join(' | ')
}
