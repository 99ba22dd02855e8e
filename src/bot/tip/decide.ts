// Who can be given to, and give: people, by what Telegram says of them and of their message. Pure.

export type Author = {
  readonly from?: { readonly id: number; readonly is_bot: boolean; readonly first_name: string }
  /** A channel, or a group, that speaks for itself. */
  readonly sender_chat?: unknown
  readonly forward_origin?: unknown
  readonly is_automatic_forward?: unknown
}

export type Refused = 'self' | 'bot' | 'anonymous' | 'service' | 'forwarded' | 'deleted'

export type TipVerdict =
  | { readonly is: 'person'; readonly id: number; readonly name: string }
  | { readonly is: 'refused'; readonly why: Refused }

/** Who stands in for a group's anonymous admins, for channels, and for Telegram itself. */
const NOBODY = new Set([1_087_968_824, 136_817_688, 777_000])

/** What a message can have for a content; a message without is Telegram's own note. */
const CONTENTS = [
  ...['text', 'photo', 'video', 'audio', 'voice', 'document', 'sticker', 'animation', 'poll'],
  ...['video_note', 'location', 'contact', 'dice', 'venue', 'story', 'checklist', 'paid_media']
]

/** @param tipper undefined when it is the tipper who is judged */
export function judgeTip(message: Author, tipper: number | undefined): TipVerdict {
  const { from } = message
  if (from === undefined || message.sender_chat !== undefined) return refused('anonymous')
  if (message.is_automatic_forward !== undefined) return refused('anonymous')
  const person = checkPerson(from, tipper)
  if (person.is === 'refused') return person
  // A topic without a reply hangs below the note that made it, whose author is anybody.
  if (!CONTENTS.some(content => content in message)) return refused('service')
  if (tipper !== undefined && message.forward_origin !== undefined) return refused('forwarded')
  return person
}

/** For every way of giving: whoever cannot have an account gets nothing that would lie there. */
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

/** Bots are told by their names: Telegram gives names that end so to no person. */
export const checkName = (username: string): Refused | undefined =>
  /^(groupanonymousbot|channel_bot|telegram)$/i.test(username)
    ? 'anonymous'
    : /bot$/i.test(username)
      ? 'bot'
      : undefined

const refused = (why: Refused): TipVerdict => ({ is: 'refused', why })
