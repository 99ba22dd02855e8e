// Tips by reply or by ⚡ reaction, each once, shown below the tipped message.
import { AppError } from '../../core/errors.ts'
import { msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Transfer } from '../../transfer/entity.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import { named, say } from '../texts/say.ts'
import { whisperWhy } from './whisper.ts'
import type { Spot } from '../screen.ts'

/** The tipped message, and its group's title. */
export type Tipped = {
  readonly chat: number
  readonly thread?: number | undefined
  readonly message: number
  readonly place: string
  readonly to: number
}

/** Whether it was given; if not, the giver is told why. */
export async function tip(
  me: Me,
  bot: Parts,
  { to, chat, thread, message, place }: Tipped,
  amountMsat: string,
  memo: string
): Promise<boolean> {
  try {
    const transfer = await move(me, bot, to, amountMsat, memo)
    const waits = transfer.status === 'claimable'
    const amount = msat(BigInt(amountMsat))
    const shown = { transfer: transfer.id, chat, thread, message, place, waits }
    const unseen = say(me.language, 'tip.unseen', { amount, place: named(place) })
    await bot.board.add(
      { ...shown, tipper: me.name, amountMsat: amount, language: me.language },
      () => bot.chat.bestEffort({ chat: me.id }, me.id, { words: unseen })
    )
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A second ⚡ after the preset amount was changed: the first tip stands, and stays the only one.
    if (error.code === 'idempotency_key_reused') return true
    const spot: Spot = { chat, thread, reply: message }
    whisperWhy(bot, me, spot, error)
    return false
  }
}

const MEMO_MAX = 200

/**
 * Sends sats from one person to another: to their account, or to be claimed.
 * @throws {AppError} Nothing has moved.
 */
export async function move(
  me: Me,
  bot: Parts,
  to: number,
  amountMsat: string,
  said: string
): Promise<Transfer> {
  const memo = plainText(said, MEMO_MAX)
  const { transfer } = await bot.transfers.send(
    me.account,
    keyFor(me, 'transfers', { to, amountMsat, memo }),
    {
      to: `telegram:${to}`,
      amountMsat: msat(BigInt(amountMsat)),
      memo: memo === '' ? undefined : memo,
      expiresInSeconds: undefined
    }
  )
  return transfer
}
