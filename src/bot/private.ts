// Handles private messages: commands, answers to the bot's questions, and anything payable.
import type { Message } from 'grammy/types'
import { msat, ZERO } from '../core/msat.ts'
import { plainText } from '../core/plain-text.ts'
import { show, tell } from './answer.ts'
import { readWholeAmount } from './grammar/amount.ts'
import { readCommand, type Command, type CommandName } from './grammar/command.ts'
import { findDestination, findUnpayable } from './grammar/find-destination.ts'
import { giftIn } from './grammar/gift.ts'
import { inSats } from './money.ts'
import type { Me, Parts } from './parts.ts'
import { asksSecret, askAgain, beginPurchase, lapps, takeAnswer } from './screens/buy.ts'
import { askDeposit, deposit, openDeposit, askWhichAmount } from './screens/deposit.ts'
import { askWhich, carryPlan, planGift } from './screens/give.ts'
import { history, receipt } from './screens/history.ts'
import { keys } from './screens/keys.ts'
import { link } from './screens/link.ts'
import { offerPayment } from './screens/pay.ts'
import { pictureOf, readPhoto } from './screens/photo.ts'
import { setting } from './screens/settings.ts'
import { isAll, askWhereTo, withdrawAll } from './screens/withdraw.ts'
import type { Dialog } from './store/drafts.ts'
import { reasonWords } from './texts/reasons.ts'
import { named, say } from './texts/say.ts'

export async function onPrivateMessage(me: Me, bot: Parts, message: Message): Promise<unknown> {
  const text = message.text ?? message.caption ?? ''
  const command = message.forward_origin ? undefined : readCommand(text, bot.username)
  if (command !== undefined) {
    // A command abandons the open question.
    await bot.drafts.drop(me.id)
    return COMMANDS[command.name](me, bot, command, message)
  }
  const picture = pictureOf(message)
  const destination = destinationIn(message)
  const dialog = message.forward_origin ? undefined : await bot.drafts.find(me.id)
  const said = message.text ?? numberIn(message)
  if (dialog !== undefined && said !== undefined) {
    if (await answered(me, bot, dialog, { said, destination, message })) return
  }
  if (destination !== undefined) return offerPayment(me, bot, destination, wantedOf(dialog))
  if (picture !== undefined) return readPhoto(me, bot, picture, wantedOf(dialog))
  const unpayable = unpayableIn(message)
  if (unpayable === undefined) return tell(me, bot, 'unknown')
  return tell(me, bot, 'pay.wrong', { reason: reasonWords(me.language, unpayable) })
}

const wantedOf = (dialog: Dialog | undefined) =>
  dialog?.is === 'withdraw' ? { wanted: msat(BigInt(dialog.amountMsat)) } : {}

type Said = {
  readonly said: string
  /** Something in the message that may be payable. */
  readonly destination: string | undefined
  readonly message: Message
}

/** A shared contact counts as its phone number. */
const numberIn = ({ contact }: Message): string | undefined =>
  contact && contact.phone_number.replace(/^(?=[1-9])/, '+')

const COMMENT_MAX = 500

/** Whether the text answered the last question. */
async function answered(
  me: Me,
  bot: Parts,
  dialog: Dialog,
  { said: text, destination, message }: Said
): Promise<boolean> {
  if (dialog.is === 'buy') {
    // A secret is deleted from the chat, whether it is valid or not.
    if (asksSecret(bot, dialog)) {
      await bot.chat.remove({ chat: message.chat.id, message: message.message_id })
    }
    if (await takeAnswer(me, bot, dialog, text)) return true
    // A text that fits no field but is payable was meant to be paid.
    if (destination === undefined) await askAgain(me, bot, dialog)
    return destination === undefined
  }
  if (dialog.is === 'withdraw' || destination !== undefined) return false
  if (dialog.is === 'comment') {
    const wanted = msat(BigInt(dialog.amountMsat))
    await offerPayment(me, bot, dialog.destination, {
      wanted,
      comment: plainText(text, COMMENT_MAX)
    })
    return true
  }
  const typed = await inSats(bot, readWholeAmount(text))
  if (typed.is === 'none' || typed.is === 'money') {
    if (typed.is === 'none') await tell(me, bot, 'amount.wrong')
    else await tell(me, bot, 'amount.money', { unit: typed.unit })
    if (dialog.is === 'deposit') await askDeposit(me, bot)
    else await offerPayment(me, bot, dialog.destination, { comment: dialog.comment })
    return true
  }
  await bot.drafts.drop(me.id)
  if (dialog.is === 'deposit') {
    if (typed.is === 'either') await askWhichAmount(me, bot, typed.ways)
    else await openDeposit(me, bot, { amountMsat: String(typed.msat) })
    return true
  }
  const { destination: to, comment = '' } = dialog
  if (typed.is === 'either') {
    await askWhich(me, bot, typed.ways, { is: 'payee', destination: to })
  } else await offerPayment(me, bot, to, { wanted: typed.msat, comment })
  return true
}

const destinationIn = (message: Message): string | undefined =>
  findDestination(message.text ?? message.caption ?? '', linksOf(message))

const unpayableIn = (message: Message): string | undefined =>
  findUnpayable(message.text ?? message.caption ?? '', linksOf(message))

/** Links hidden behind words or buttons, as in other bots' deposit requests. */
const linksOf = (message: Message): readonly string[] => [
  ...[...(message.entities ?? []), ...(message.caption_entities ?? [])].flatMap(entity =>
    entity.type === 'text_link' ? [entity.url] : []
  ),
  ...(message.reply_markup?.inline_keyboard.flat() ?? []).flatMap(button =>
    'url' in button ? [button.url] : []
  )
]

type Obey = (me: Me, bot: Parts, command: Command, message: Message) => Promise<unknown>

const buy: Obey = async (me, bot, { rest }, { message_id: message }) => {
  const [, lapp = '', said = ''] = /^(\S+)\s*([^]*)$/.exec(rest) ?? []
  if (lapp === '') return lapps(me, bot)
  return beginPurchase(me, bot, lapp, undefined, { said, message })
}

const ofGroups: Obey = (me, bot) => tell(me, bot, 'round.group')

const COMMANDS: Readonly<Record<CommandName, Obey>> = {
  start,
  help: (me, bot) => tell(me, bot, 'help'),
  balance,
  deposit: (me, bot, { rest }) => deposit(me, bot, rest),
  withdraw: gives,
  send: gives,
  tip: gives,
  history: (me, bot) => history(me, bot),
  tx: (me, bot, { rest }) => receipt(me, bot, rest),
  lapps,
  buy,
  api: (me, bot) => keys(me, bot),
  link,
  web: async (me, bot) => tell(me, bot, 'web.link', { link: await bot.signInLink(String(me.id)) }),
  settings: (me, bot, { rest }) => setting(me, bot, rest),
  cancel: (me, bot) => tell(me, bot, 'cancelled'),
  giveaway: ofGroups,
  faucet: ofGroups,
  tipjar: ofGroups,
  game: (me, bot) => tell(me, bot, 'game')
}

async function gives(
  me: Me,
  bot: Parts,
  { name, rest }: Command,
  message: Message
): Promise<unknown> {
  const reply = message.reply_to_message
  const quoted = rest === '' && reply && destinationIn(reply)
  if (quoted) return offerPayment(me, bot, quoted, {})
  const gift = giftIn(message, bot.username)
  if (gift === undefined) return
  const { typed, to, mentioned } = gift
  const whom = to ?? mentioned
  const unpayable = whom === undefined && unpayableIn((rest === '' && reply) || message)
  if (unpayable) {
    return tell(me, bot, 'pay.wrong', { reason: reasonWords(me.language, unpayable) })
  }
  if (name === 'withdraw' && isAll(rest)) return withdrawAll(me, bot, rest)
  // Anything after `/withdraw` alone can only be an amount: the destination is asked next.
  if (name === 'withdraw' && whom === undefined) {
    const amount = await inSats(bot, typed)
    if (rest === '' || amount.is === 'amount' || amount.is === 'priced') {
      return askWhereTo(me, bot, rest === '' ? undefined : amount)
    }
  }
  if (rest === '') return tell(me, bot, name === 'tip' ? 'tip.how' : 'send.how')
  return carryPlan(
    bot,
    me,
    await planGift(bot, me, gift, message),
    () => Promise.resolve(me),
    me.spot
  )
}

/**
 * `start=buy_lnsms` opens a LApp; anything waiting for the person is claimed now. `start=claim`
 * comes from a button below such money, which may be older than its end.
 */
async function start(me: Me, bot: Parts, { rest }: Command): Promise<void> {
  const claimed = await bot.transfers.claim(`telegram:${me.id}`, me.account)
  const lapp = /^buy_([a-z0-9-]+)$/.exec(rest)?.[1]
  if (lapp !== undefined) return beginPurchase(me, bot, lapp)
  if (rest === 'claim' && claimed.length === 0 && !me.isNew) {
    const account = await bot.accounts.find(me.account)
    return tell(me, bot, 'claim.none', { amount: account?.balanceMsat ?? ZERO })
  }
  await tell(me, bot, 'welcome', { name: named(me.name) })
}

async function balance(me: Me, bot: Parts): Promise<void> {
  const account = await bot.accounts.find(me.account)
  if (account === undefined) return
  const { balanceMsat: amount, heldMsat: held } = account
  const key = held > 0n ? 'balance.held' : 'balance'
  await show(me, bot, { words: say(me.reads, key, { amount, held }) })
}
