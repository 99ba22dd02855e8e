// Decides who can give and receive: people, judged by what Telegram says of them and of their
// message. Pure.

export type Author = {
  readonly from?: { readonly id: number; readonly is_bot: boolean; readonly first_name: string }
  /** A channel, or a group, that posts as itself. */
  readonly sender_chat?: unknown
  readonly forward_origin?: unknown
  readonly is_automatic_forward?: unknown
}

export type Refused = 'self' | 'bot' | 'anonymous' | 'service' | 'forwarded' | 'deleted'

export type TipVerdict =
  | { readonly is: 'person'; readonly id: number; readonly name: string }
  | { readonly is: 'refused'; readonly why: Refused }

/**
 * Telegram's placeholder users for anonymous group admins, for channels, and for Telegram itself.
 */
const NOBODY = new Set([1_087_968_824, 136_817_688, 777_000])

/** The kinds of content a message can have; a message without any is a service message. */
const CONTENTS = [
  ...['text', 'photo', 'video', 'audio', 'voice', 'document', 'sticker', 'animation', 'poll'],
  ...['video_note', 'location', 'contact', 'dice', 'venue', 'story', 'checklist', 'paid_media']
]

/** @param tipper undefined if it is the tipper who is judged */
export function judgeTip(message: Author, tipper: number | undefined): TipVerdict {
  const { from } = message
  if (from === undefined || message.sender_chat !== undefined) return refused('anonymous')
  if (message.is_automatic_forward !== undefined) return refused('anonymous')
  const person = checkPerson(from, tipper)
  if (person.is === 'refused') return person
  // In a topic, a message that is no reply refers to the service message that created the topic,
  // whose author is unrelated.
  if (!CONTENTS.some(content => content in message)) return refused('service')
  if (tipper !== undefined && message.forward_origin !== undefined) return refused('forwarded')
  return person
}

/**
 * For every way of giving: anyone who cannot have an account receives nothing, since it would be
 * stuck there.
 */
export function checkPerson(
  { id, is_bot, first_name: name }: NonNullable<Author['from']>,
  giver: number | undefined
): TipVerdict {
  if (NOBODY.has(id)) return refused('anonymous')
  if (id === giver) return refused('self')
  if (is_bot) return refused('bot')
  if (name === '' || name === 'Deleted Account') return refused('deleted')
  return { is: 'person', id, name }
}

/** Bots are recognised by their usernames: Telegram allows this suffix for bots only. */
export const checkName = (username: string): Refused | undefined =>
  /^(groupanonymousbot|channel_bot|telegram)$/i.test(username)
    ? 'anonymous'
    : /bot$/i.test(username)
      ? 'bot'
      : undefined

const refused = (why: Refused): TipVerdict => ({ is: 'refused', why })
