// Shows the progress of a purchase, step by step.
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import { storeSay } from './words.ts'

export type Progress = 'waiting' | 'asking' | 'paying' | 'paid' | 'delivered' | 'failed'

const ORDER: readonly Progress[] = ['asking', 'paying', 'paid', 'delivered']

/** @param delivers whether a delivery follows the payment */
export function drawSteps(now: Progress, language: Language, delivers = true): Drawn {
  const say = storeSay(language)
  const names = {
    asking: 'stepAsk',
    paying: 'stepPay',
    paid: 'stepPaid',
    delivered: 'stepDelivered'
  } as const
  const steps = (['asking', 'paying', 'paid', 'delivered'] as const).filter(
    step => delivers || step !== 'delivered'
  )
  const last = steps.at(-1)
  const lost = now === 'failed'
  const at = lost ? 1 : ORDER.indexOf(now)
  return html`<ol class="steps">
    ${steps.map((step, n) => {
      const isDone = n < at || (n === at && (step === last || step === 'paid'))
      const state = lost && n === at ? 'lost' : isDone ? 'done' : n === at ? 'now' : ''
      const mark = { lost: '×', done: '✓', now: '●', '': '○' }[state]
      const current = state === 'now' ? 'step' : null
      return html`<li class=${state} aria-current=${current}>
        <span class="mark" aria-hidden="true">${mark}</span> ${say(names[step])}
      </li>`
    })}
  </ol>`
}
