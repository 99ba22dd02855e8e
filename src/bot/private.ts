// What somebody writes to the bot alone: commands,
// answers to its questions, and anything to be paid.
import type { Message } from 'grammy/types'
import { msat } from '../core/msat.ts'
import { readAmount, showAmount } from './amount.ts'
import { readCommand, type Command } from './command.ts'
import { findDestination } from './find-destination.ts'
import type { Me, Parts } from './parts.ts'
import { begin, lapps, take } from './screens/buy.ts'
import { deposit, open } from './screens/deposit.ts'
import { history, receipt } from './screens/history.ts'
import { keys } from './screens/keys.ts'
import { link } from './screens/link.ts'
import { offer, withdraw } from './screens/pay.ts'
import { send } from './screens/send.ts'
import { settings } from './screens/settings.ts'
import type { Dialog } from './store/drafts.ts'
import { say } from './texts/say.ts'
import type { TextKey } from './texts/en.ts'

export async function privately(me: Me, bot: Parts, message: Message): Promise<unknown> {
  const text = message.text ?? message.caption ?? ''
  const command = message.forward_origin ? undefined : readCommand(text, bot.username)
  if (command !== undefined) return obey(me, bot, command, message)
  const picture = pictureOf(message)
  const destination = findDestination(text, linksOf(message))
  const dialog = message.forward_origin ? undefined : await bot.drafts.find(me.id)
  if (dialog !== undefined && message.text !== undefined) {
    if (await answered(me, bot, dialog, message.text, destination)) return
  }
  if (destination !== undefined) return offer(me, bot, destination, wantedOf(dialog))
  if (picture !== undefined) return readPhoto(me, bot, picture, dialog)
  return tell(me, bot, 'unknown')
}

const wantedOf = (dialog: Dialog | undefined) =>
  dialog?.is === 'withdraw' ? msat(BigInt(dialog.amountMsat)) : undefined

const tell = async (me: Me, bot: Parts, key: TextKey, values = {}): Promise<void> => {
  await bot.chat.send(me.chat, me.id, { words: say(me.language, key, values) })
}

/** Whether the text was an answer to what was asked last. */
async function answered(
  me: Me,
  bot: Parts,
  dialog: Dialog,
  text: string,
  destination: string | undefined
): Promise<boolean> {
  if (dialog.is === 'buy') {
    await take(me, bot, dialog, text)
    return true
  }
  if (dialog.is === 'withdraw' || destination !== undefined) return false
  const amount = readAmount(text)
  if (amount === undefined) {
    await tell(me, bot, 'amount.wrong')
    return true
  }
  await bot.drafts.drop(me.id)
  if (dialog.is === 'deposit') await open(me, bot, String(amount))
  else await offer(me, bot, dialog.destination, amount)
  return true
}

/** Links that hide behind words or buttons, as other bots' deposit requests have them. */
const linksOf = (message: Message): readonly string[] => [
  ...[...(message.entities ?? []), ...(message.caption_entities ?? [])].flatMap(entity =>
    entity.type === 'text_link' ? [entity.url] : []
  ),
  ...(message.reply_markup?.inline_keyboard.flat() ?? []).flatMap(button =>
    'url' in button ? [button.url] : []
  )
]

/** The largest of a photo's sizes, or a picture sent as a file. */
function pictureOf({ photo, document }: Message): { id: string; size: number } | undefined {
  const whole = photo?.at(-1) ?? (document?.mime_type?.startsWith('image/') ? document : undefined)
  return whole && { id: whole.file_id, size: whole.file_size ?? 0 }
}

const BYTES_MAX = 5_000_000

async function readPhoto(
  me: Me,
  bot: Parts,
  { id, size }: { id: string; size: number },
  dialog: Dialog | undefined
): Promise<void> {
  if (size > BYTES_MAX) return tell(me, bot, 'photo.refused', { reason: '> 5 MB' })
  const file = await bot.download(id)
  if ('refused' in file) return tell(me, bot, 'photo.refused', { reason: file.refused })
  const read = await bot.readPicture(file.bytes)
  if (read.is === 'refused') return tell(me, bot, 'photo.refused', { reason: read.why })
  const destination = read.is === 'text' ? findDestination(read.text) : undefined
  if (destination === undefined) return tell(me, bot, 'photo.none')
  await offer(me, bot, destination, wantedOf(dialog))
}

async function obey(
  me: Me,
  bot: Parts,
  { name, rest }: Command,
  message: Message
): Promise<unknown> {
  // A command leaves whatever question was open.
  await bot.drafts.drop(me.id)
  switch (name) {
    case 'start':
      return start(me, bot, rest)
    case 'help':
      return tell(me, bot, 'help')
    case 'balance':
      return balance(me, bot)
    case 'deposit':
      return deposit(me, bot, rest)
    case 'withdraw': {
      const to = findDestination(rest)
      return to !== undefined && !/\ball\b/i.test(rest)
        ? offer(me, bot, to, readAmount(rest.split(/\s+/).at(-1) ?? ''))
        : withdraw(me, bot, rest, to)
    }
    case 'send':
      return send(me, bot, rest, message)
    case 'tip':
      return tell(me, bot, 'tip.how')
    case 'history':
      return history(me, bot)
    case 'tx':
      return receipt(me, bot, rest)
    case 'lapps':
      return lapps(me, bot)
    case 'buy':
      return rest === '' ? lapps(me, bot) : begin(me, bot, rest.split(/\s+/)[0] ?? '')
    case 'api':
      return keys(me, bot)
    case 'link':
      return link(me, bot)
    case 'settings':
      return settings(me, bot)
    case 'cancel':
      return tell(me, bot, 'cancelled')
    case 'game':
      return tell(me, bot, 'game')
    default:
      return name satisfies never
  }
}

/** `start=buy_lnsms` opens a LApp; whatever waits for them is theirs from now on. */
async function start(me: Me, bot: Parts, rest: string): Promise<void> {
  await bot.transfers.claim(`telegram:${me.id}`, me.account)
  const lapp = /^buy_([a-z0-9-]+)$/.exec(rest)?.[1]
  if (lapp !== undefined) return begin(me, bot, lapp)
  await tell(me, bot, 'welcome', { name: me.name })
}

async function balance(me: Me, bot: Parts): Promise<void> {
  const account = await bot.accounts.find(me.account)
  if (account === undefined) return
  const [amount, held] = [showAmount(account.balanceMsat), showAmount(account.heldMsat)]
  await tell(me, bot, account.heldMsat > 0n ? 'balance.held' : 'balance', { amount, held })
}
