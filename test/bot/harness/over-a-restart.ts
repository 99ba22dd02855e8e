// A payment that hangs, a gateway that is killed meanwhile, and its end told by the next one.
import { start, type Started } from '../../e2e/harness/gateway.ts'
import { faults, invoice } from '../../e2e/harness/money.ts'
import { around, botOf, type House } from './gateway.ts'
import type { Language, Talk } from './transcript.ts'

/** @returns the house as it stands after it */
export async function overARestart(
  all: House<Started>,
  talk: Talk,
  language: Language
): Promise<House<Started>> {
  const { tg, gateway, person, fund } = all
  const ann = person(language === 'de' ? 1910 : 1900, 'Ann', undefined, language)
  await fund(ann, 1_000_000)
  await faults(gateway, { is: 'stall', ms: 12_000, then: 'settle' })
  talk.says(ann, await invoice(gateway, 300_000))
  talk.presses(ann, await talk.hears(ann.id, 'pay.ask'), 'pay.yes')
  await talk.hears(ann.id, 'pay.held')
  talk.notes('The gateway is killed and starts again.')
  gateway.child.kill('SIGKILL')
  await gateway.ended
  const again = await start(gateway, botOf(tg))
  await talk.hears(ann.id, 'pay.done')
  return around(tg, again)
}
