// Asks the owner of an account about what is over the budget of a key of it.
import type { Question } from '../../approval/ask-owners.ts'
import type { Action } from '../action.ts'
import type { Me, Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { titleOf } from '../texts/lapp-text.ts'
import { reasonText } from '../texts/reasons.ts'
import { named, say } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

/**
 * Asks each of them; whoever is first decides.
 * @throws why, if none of them could be reached
 */
export async function askOwner(bot: Parts, question: Question): Promise<void> {
  const asked = await Promise.allSettled(question.people.map(id => askPerson(bot, question, id)))
  const failed = asked.filter(one => one.status === 'rejected')
  if (failed.length > 0 && failed.length === asked.length) throw failed[0]?.reason
}

async function askPerson(bot: Parts, question: Question, id: string): Promise<void> {
  const person = await bot.people.find(Number(id))
  if (person === undefined) return
  const { language } = person
  const does = (yes: boolean): Action => ({ is: 'approve', approval: question.id, yes })
  const words = say(language, 'approval.ask', {
    name: named(question.key),
    amount: question.totalMsat,
    what: { as: 'quote', text: whatFor(bot, language, question) }
  })
  const no = { label: say(language, 'approval.no'), does: does(false) }
  const yes = { label: say(language, 'approval.yes'), does: does(true) }
  await bot.chat.send({ chat: person.id }, person.id, { words, rows: [[no, yes]] })
}

function whatFor(bot: Parts, language: Language, { leaves, what }: Question): string {
  const card = bot.catalogue.find(({ id }) => leaves === 'purchase' && id === what)
  return card === undefined ? (what ?? '–') : titleOf(card, language)
}

export async function decideApproval(
  me: Me,
  bot: Parts,
  { approval, yes }: Extract<Action, { is: 'approve' }>,
  place: Place
): Promise<void> {
  const decided = await bot.approvals.decide(approval, me.account, yes)
  const words =
    decided.is === 'failed'
      ? reasonText(me.language, decided.error)
      : say(me.language, `approval.${decided.is}`)
  await bot.chat.edit(place, me.id, { words })
}
