// Shows the progress of a purchase, step by step.
import type { Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import { drawProgress } from '../ground/steps.ts'
import { storeSay } from './words.ts'

const STEPS = {
  asking: 'stepAsk',
  paying: 'stepPay',
  paid: 'stepPaid',
  delivered: 'stepDelivered'
} as const

export type Progress = keyof typeof STEPS | 'failed'

/** @param delivers whether a delivery follows the payment */
export function drawSteps(now: Progress, language: Language, delivers = true): Drawn {
  const names = Object.values(STEPS).slice(0, delivers ? 4 : 3)
  const texts = names.map(name => storeSay(language)(name))
  if (now === 'failed') return drawProgress(texts, 1, 'lost')
  const isDone = now === 'paid' || now === 'delivered'
  return drawProgress(texts, Object.keys(STEPS).indexOf(now), isDone ? 'done' : 'now')
}
