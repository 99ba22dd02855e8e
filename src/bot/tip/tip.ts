// Tips: by reply, by ⚡, each once, shown below the tipped message.
import { GrammyError } from 'grammy'
import { AppError } from '../../core/errors.ts'
import { plainText } from '../../payment/plain-text.ts'
import type { Msat } from '../../core/msat.ts'
import { type Me, type Parts } from '../parts.ts'
import { explain } from '../screens/explain.ts'
import { move } from '../screens/send.ts'
import { say, type Language, type Words } from '../texts/say.ts'
import { judge, type Author } from './decide.ts'

export type Tipped = { readonly chat: number; readonly message: number; readonly author: Author }

const MEMO_MAX = 200

/** Whether the author of a message can be tipped by them; if not, they are told why. */
export async function mayTip(
  tipper: { readonly id: number; readonly language: Language },
  bot: Parts,
  { chat, message, author }: Tipped
): Promise<number | undefined> {
  const judged = judge(author, tipper.id)
  if (judged.is === 'person') return judged.id
  const words = say(tipper.language, `tip.refused.${judged.why}`)
  await whisper(bot, tipper.id, chat, message, words)
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
    const row = { transfer: transfer.id, chat, message, tipper, amountMsat }
    bot.board.add(row, { waits, language: me.language })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A second ⚡, after its amount was changed: there is a tip already, and it is the only one.
    if (error.code === 'idempotency_key_reused') return
    await whisper(bot, me.id, chat, message, explain(me.language, error))
  }
}

/** To them alone where they have a chat with the bot, else below the message. */
export async function whisper(
  bot: Parts,
  person: number,
  chat: number,
  message: number,
  words: Words
): Promise<void> {
  try {
    await bot.chat.send(person, person, { words })
  } catch (error) {
    if (!(error instanceof GrammyError && error.error_code === 403)) throw error
    await bot.chat.send(chat, person, { words }, message)
  }
}
