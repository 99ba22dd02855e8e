// A payment that hangs, a gateway that is killed meanwhile, and its end told by the next one.
import { start, type Started } from '../../e2e/harness/gateway.ts'
import { faults, invoice } from '../../e2e/harness/money.ts'
import { botOf, type House } from './gateway.ts'
import type { Language, Talk } from './transcript.ts'

export type Conversation = { readonly talk: Talk; readonly language: Language }

/** All of them over the same restart. */
export async function overARestart(
  { tg, gateway, person, fund }: House<Started>,
  conversations: readonly Conversation[]
): Promise<void> {
  const people = []
  for (const { talk, language } of conversations) {
    const ann = person(language === 'de' ? 1910 : 1900, 'Ann', undefined, language)
    await fund(ann, 1_000_000)
    people.push({ talk, ann })
  }
  await faults(gateway, ...people.map(() => ({ is: 'stall', ms: 12_000, then: 'settle' }) as const))
  for (const { talk, ann } of people) {
    talk.says(ann, await invoice(gateway, 300_000))
    talk.presses(ann, await talk.hears(ann.id, 'pay.ask'), 'pay.yes')
  }
  for (const { talk, ann } of people) {
    await talk.hears(ann.id, 'pay.held')
    talk.notes('The gateway is killed and starts again.')
  }
  gateway.child.kill('SIGKILL')
  await gateway.ended
  await start(gateway, botOf(tg))
  for (const { talk, ann } of people) await talk.hears(ann.id, 'pay.done')
}
