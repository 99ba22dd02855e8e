// Creates and connects the bot's parts; and describes who the bot is talking to.
import type { Api } from 'grammy'
import type { UserFromGetMe } from 'grammy/types'
import { keyOf, type Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import { chat, type Chat } from './chat.ts'
import type { Download } from './qr/download.ts'
import type { ReadPicture } from './qr/read.ts'
import type { Deps } from './rooms.ts'
import { drafts, type Drafts } from './store/drafts.ts'
import type { Pace } from './pace.ts'
import { standsBelow, type StandsBelow } from './stands-below.ts'
import { keyboards, type Keyboards } from './store/keyboards.ts'
import { people, type People, type Person } from './store/people.ts'
import { rounds, type Rounds } from './store/rounds.ts'
import { shown, type Shown } from './store/shown.ts'
import { tips } from './store/tips.ts'
import type { Reader } from './texts/say.ts'
import { tidyUp, type TidyUp } from './tidy-up.ts'
import { board, type Board } from './tip/board.ts'
import type { Spot } from './screen.ts'

export type Parts = Deps & {
  readonly id: number
  readonly username: string
  readonly chat: Chat
  readonly people: People
  readonly keyboards: Keyboards
  readonly standsBelow: StandsBelow
  readonly drafts: Drafts
  readonly shown: Shown
  readonly rounds: Rounds
  readonly board: Board
  readonly tidyUp: TidyUp
  readonly readPicture: ReadPicture
  readonly download: Download
}

/** Who wrote or pressed, where, and the request key: the same for every repeat. */
export type Me = Person & {
  readonly account: Id
  /** The account was opened just now, and what waited for it was claimed. */
  readonly isNew: boolean
  /** Also shows amounts in their currency, if nobody else can read them. */
  readonly reads: Reader
  /** Where to send answers. */
  readonly spot: Spot
  readonly requestKey: string
}

export function parts(
  deps: Deps,
  api: Api,
  bot: UserFromGetMe,
  more: Pick<Parts, 'readPicture' | 'download'> & Pick<Pace, 'room'>
): Parts {
  const { sql } = deps
  const buttons = keyboards(sql, deps.random)
  const { room, ...pictures } = more
  const talk = chat(api, buttons, room)
  const games = rounds(sql)
  return {
    ...deps,
    ...pictures,
    id: bot.id,
    username: bot.username,
    chat: talk,
    people: people(sql, deps.clock.now),
    keyboards: buttons,
    standsBelow: standsBelow(),
    drafts: drafts(sql),
    shown: shown(sql),
    rounds: games,
    tidyUp: tidyUp(api, bot.id, deps.clock, deps.stop),
    board: board(deps, { tips: tips(sql), rounds: games }, talk, bot.username)
  }
}

/** The request key is made of message and button, which are unique; update ids restart. */
export const keyFor = (me: Me, what: string, body: unknown): Key =>
  // Keyed by person, not account: a repeat after a `/link` must still be a repeat.
  keyOf(`telegram:${me.id}`, me.requestKey, { method: 'BOT', path: `/${what}`, body })
