// Tips: by reply, by ⚡, each once, shown below the tipped message.
import { AppError } from '../../core/errors.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Msat } from '../../core/msat.ts'
import { type Me, type Parts } from '../parts.ts'
import { explain } from '../screens/explain.ts'
import { move } from '../screens/send.ts'
import { say, type Language, type Words } from '../texts/say.ts'
import { judge, type Author } from './decide.ts'

export type Tipped = { readonly chat: number; readonly message: number; readonly author: Author }

const MEMO_MAX = 200

/** Whether the author of a message can be tipped by them; if not, they are told why. */
export function mayTip(
  tipper: { readonly id: number; readonly language: Language },
  bot: Parts,
  { chat, message, author }: Tipped
): number | undefined {
  const judged = judge(author, tipper.id)
  if (judged.is === 'person') return judged.id
  const words = say(tipper.language, `tip.refused.${judged.why}`)
  whisper(bot, tipper.id, chat, message, words)
  return undefined
}

export async function tip(
  me: Me,
  bot: Parts,
  to: number,
  { chat, message }: Tipped,
  amountMsat: Msat,
  memo: string
): Promise<void> {
  try {
    const transfer = await move(me, bot, to, String(amountMsat), plainText(memo, MEMO_MAX))
    const waits = transfer.status === 'claimable'
    const tipper = me.name
    const { language } = me
    const row = { transfer: transfer.id, chat, message, tipper, amountMsat, waits, language }
    await bot.board.add(row)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A second ⚡, after its amount was changed: there is a tip already, and it is the only one.
    if (error.code === 'idempotency_key_reused') return
    whisper(bot, me.id, chat, message, explain(me.language, error))
  }
}

/** To them alone where they have a chat with the bot, else below the message. */
export function whisper(
  bot: Parts,
  person: number,
  chat: number,
  message: number,
  words: Words
): void {
  bot.chat.aside(person, person, { words }, undefined, () =>
    bot.chat.aside(chat, person, { words }, message)
  )
}
