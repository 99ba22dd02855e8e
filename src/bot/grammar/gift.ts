// Parses a gift as typed, its amount and recipient: `/tip 100 thanks`, `/send @ann 100 sats`, `/pay
// 100 ann@example.com`, `well done, tip!1k`. Pure.
import type { Message, User } from 'grammy/types'
import { readAmount, readWholeAmount, type Typed } from './amount.ts'
import { readCommand, type CommandName } from './command.ts'
import { findDestination } from './find-destination.ts'

/** An explicitly named recipient: takes precedence over the author of the replied-to message. */
export type Target =
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'person'; readonly user: User }
  /** An address, an invoice, an LNURL. */
  | { readonly is: 'payee'; readonly text: string }

export type Gift = {
  readonly typed: Typed
  readonly to: Target | undefined
  /** Named later in the text, where it may as well be part of the memo. */
  readonly mentioned: Target | undefined
}

const GIVING: readonly CommandName[] = ['tip', 'send', 'withdraw']

/** undefined if the text gives nothing; `command` is the spelling used. */
export function giftIn(message: Message, username: string): (Gift & Giving) | undefined {
  const said = spellOut(message)
  const command = readCommand(said.text, username)
  if (command !== undefined) {
    if (!GIVING.includes(command.name)) return undefined
    return { ...readGift(command.rest, said.users), command: command.name, rest: command.rest }
  }
  if (repliedMessage(message) === undefined) return undefined
  const [before, after] = said.text.split(/\btip!\s?(?=[\d$€⚡])/iu)
  if (before === undefined || after === undefined) return undefined
  const gift = readGift(after, said.users)
  // `thanks @ann, tip!5`: a name in front may be the recipient, too.
  const front = readGift(before, said.users)
  const mentioned =
    gift.to === undefined ? (gift.mentioned ?? front.to ?? front.mentioned) : undefined
  return {
    ...ended(spoken(withMemo({ ...gift, mentioned }, before.trim()), said.users)),
    command: 'tip',
    rest: after
  }
}

type Giving = { readonly command: CommandName; readonly rest: string }

/**
 * The message that this one replies to. In a forum every message replies to the topic's first
 * message, which is a service message of Telegram's.
 */
export function repliedMessage({ reply_to_message: to }: Message): Message | undefined {
  const note = to !== undefined && ('forum_topic_created' in to || 'forum_topic_edited' in to)
  return note ? undefined : to
}

/** A mention without a username carries its person in an entity, and any text as the name. */
const MARK = /\u{E000}(\d+)\u{E001}/u

function spellOut(message: Message): { text: string; users: readonly User[] } {
  const text = message.text ?? message.caption ?? ''
  const users: User[] = []
  const all = [...(message.entities ?? message.caption_entities ?? [])]
  const clean = text.replaceAll(/[\u{E000}\u{E001}]/gu, ' ')
  const said = all
    .toSorted((a, b) => b.offset - a.offset)
    .reduce((so, entity) => {
      if (entity.type !== 'text_mention') return so
      users.push(entity.user)
      const mark = `\u{E000}${users.length - 1}\u{E001}`
      return so.slice(0, entity.offset) + mark + so.slice(entity.offset + entity.length)
    }, clean)
  return { text: said, users }
}

/** In brackets or quotation marks as well, and before a full stop, but not `@example.com`. */
const NAME = /^[("'“„«]?@(\w{3,32})(?![\w@]|\.\w)/

/** `100 sats to @ann`: words that introduce a name. */
const TO = /\s+(?:to|for|an|für)\s*$/i

export function readGift(rest: string, users: readonly User[] = []): Gift {
  const words = [...rest.matchAll(/\S+/g)]
  const all = words.flatMap(({ 0: word, index }) => {
    const target = targetOf(word, users)
    return target === undefined ? [] : [{ target, start: index, end: index + word.length }]
  })
  const [first] = all
  if (first === undefined) return { typed: readAmount(rest), to: undefined, mentioned: undefined }
  const before = rest.slice(0, first.start).replace(TO, '').trim()
  const after = rest
    .slice(first.end)
    .replace(/^[\s,;:]+/, '')
    .trim()
  const to = first.target
  if (before === '') return spoken({ typed: readAmount(after), to, mentioned: undefined }, users)
  const whole = readWholeAmount(before)
  if (whole.is !== 'none') {
    return spoken({ ...withMemo({ typed: whole, to, mentioned: undefined }, after) }, users)
  }
  return spoken({ typed: readAmount(rest), to: undefined, mentioned: to }, users)
}

function targetOf(word: string, users: readonly User[]): Target | undefined {
  const user = users[Number(MARK.exec(word)?.[1] ?? NaN)]
  if (user !== undefined) return { is: 'person', user }
  const name = NAME.exec(word)?.[1]
  if (name !== undefined) return { is: 'name', name }
  const payee = findDestination(word)
  return payee === undefined ? undefined : { is: 'payee', text: payee }
}

/** The memo as people see it: with names instead of mention entities. */
function spoken(gift: Gift, users: readonly User[]): Gift {
  return mapMemo(gift, memo =>
    memo.replaceAll(
      new RegExp(MARK.source, 'gu'),
      (_, n: string) => users[Number(n)]?.first_name ?? ''
    )
  )
}

/** `well done, tip!5`: the memo is `well done`, without the comma. */
const ended = (gift: Gift): Gift => mapMemo(gift, memo => memo.replace(/[\s,;:–—-]+$/u, ''))

const withMemo = (gift: Gift, memo: string): Gift =>
  mapMemo(gift, rest => [memo, rest].filter(part => part !== '').join(' '))

function mapMemo(gift: Gift, change: (memo: string) => string): Gift {
  const { typed } = gift
  switch (typed.is) {
    case 'none':
      return gift
    case 'amount':
    case 'money':
      return { ...gift, typed: { ...typed, rest: change(typed.rest) } }
    case 'either': {
      const [a, b] = typed.ways
      const ways = [
        { ...a, rest: change(a.rest) },
        { ...b, rest: change(b.rest) }
      ] as const
      return { ...gift, typed: { is: 'either', ways } }
    }
    default:
      return typed satisfies never
  }
}
