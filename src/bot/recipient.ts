// Finds the person who was named. A text mention identifies its person; a username does so only
// while its bearer was seen under it just now.
import type { Target } from './grammar/gift.ts'
import type { Parts } from './parts.ts'
import { nameOf } from './store/people.ts'
import { checkName, checkPerson, type Refused } from './tip/decide.ts'

export type Recipient =
  | { readonly is: 'person'; readonly id: number; readonly name: string; readonly since?: Date }
  | { readonly is: 'refused'; readonly why: Refused }
  | { readonly is: 'stranger'; readonly name: string }

export async function recipientOf(
  bot: Pick<Parts, 'people'>,
  target: Exclude<Target, { is: 'payee' }>,
  giver: number
): Promise<Recipient> {
  if (target.is === 'person') {
    const judged = checkPerson(target.user, giver)
    return judged.is === 'person' ? { ...judged, name: nameOf(target.user) } : judged
  }
  const why = checkName(target.name)
  if (why !== undefined) return { is: 'refused', why }
  const found = await bot.people.named(target.name)
  if (found === undefined) return { is: 'stranger', name: `@${target.name}` }
  const { id, name, since } = found
  const judged = checkPerson({ id, is_bot: false, first_name: name }, giver)
  return judged.is === 'person' ? { ...judged, since } : judged
}
