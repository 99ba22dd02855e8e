// Sends sats from one person to another: to their account, or to be claimed.
import { showId } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Transfer } from '../../transfer/entity.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'

const MEMO_MAX = 200

/** @throws {AppError} Nothing has moved. */
export async function move(
  me: Me,
  bot: Parts,
  to: number,
  amountMsat: string,
  said: string
): Promise<Transfer> {
  const memo = plainText(said, MEMO_MAX)
  const account = await bot.identities.find('telegram', String(to))
  const { transfer } = await bot.transfers.send(
    me.account,
    keyFor(me, 'transfers', { to, amountMsat, memo }),
    {
      to: account === undefined ? `telegram:${to}` : showId('acc', account),
      amountMsat: msat(BigInt(amountMsat)),
      memo: memo === '' ? undefined : memo,
      expiresInSeconds: undefined
    }
  )
  return transfer
}
