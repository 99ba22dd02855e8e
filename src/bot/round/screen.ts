// Renders a giveaway or a tip jar as its group sees it.
import type { Joined, Round } from '../store/rounds.ts'
import { concat, lines, named, nameWords, say, withMemo, type Words } from '../texts/say.ts'
import type { Button, Screen } from '../screen.ts'
import { startLink } from '../start-link.ts'

export function roundScreen(username: string, round: Round, { count, names }: Joined): Screen {
  const { language, amountMsat: amount, kind, id } = round
  const shown = concat(names.map(nameWords), ', ')
  const who = count > names.length ? say(language, 'tip.names', { names: shown }) : shown
  const facts = {
    name: named(round.name),
    amount,
    names: who,
    count,
    all: round.count,
    memo: withMemo(language, round.memo),
    sum: amount * BigInt(count),
    total: amount * BigInt(round.count)
  }
  const jar = kind !== 'giveaway'
  const ofJar = round.over ? 'round.jar.given' : 'round.jar.joined'
  const joined = say(language, jar ? ofJar : 'round.gift.joined', facts)
  if (round.over) {
    const head = say(language, jar ? 'round.jar.over' : overOf(round, count), facts)
    return { words: lines(count === 0 ? [head] : [head, joined]) }
  }
  const join: Button = {
    label: say(language, jar ? 'round.jar.join' : 'round.gift.join', facts),
    does: { is: 'join round', round: id }
  }
  const end: Button = { label: say(language, 'round.end'), does: { is: 'end round', round: id } }
  const chat: Button = { label: say(language, 'private.open'), url: startLink(username, 'claim') }
  return {
    words: lines([headOf(round, facts), ...(count === 0 ? [] : [joined])]),
    rows: [[join], [chat, end]],
    anybody: true
  }
}

const overOf = (round: Round, count: number) =>
  count >= round.count ? 'round.gift.gone' : 'round.gift.over'

type Facts = Parameters<typeof say>[2]

function headOf({ kind, count, language }: Round, facts: Facts): Words {
  if (kind !== 'giveaway') return say(language, 'round.jar', facts)
  return say(language, count === 1 ? 'round.gift.one' : 'round.gift', facts)
}
