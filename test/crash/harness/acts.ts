// What callers ask for while the gateway dies under them, and what they were told.
import { randomUUID } from 'node:crypto'
import type { StepName } from '../../../src/core/step.ts'
import type { Answer, Gateway } from '../../e2e/harness/asking.ts'
import type { Lane } from './lane.ts'

export type Asks = Pick<Gateway, 'ask'>

export type Act = {
  readonly step: StepName
  readonly kind: 'payments' | 'purchases' | 'deposits' | 'transfers' | 'batch'
  readonly path: string
  readonly body: object
  readonly idem: string
  /** The owner's, or one of the owner's. */
  readonly key: string | undefined
  /** Every answer that was given. */
  readonly told: Answer[]
}

export type Wish = Pick<Act, 'kind' | 'body'> & { readonly path?: string; readonly key?: string }

/** undefined: there was no answer. */
export async function act(
  lane: Lane,
  g: Asks,
  step: StepName,
  { kind, body, path = `/v1/${kind}`, key }: Wish
): Promise<Answer | undefined> {
  const made: Act = { step, kind, path, body, idem: randomUUID(), key, told: [] }
  lane.acts.push(made)
  return repeat(g, made, 2)
}

/** The same request again; what is said is kept. */
export async function repeat(g: Asks, made: Act, wait = 0): Promise<Answer | undefined> {
  const { path, body, idem, key, told } = made
  const how = { idem, wait, ...(key !== undefined && { key }) }
  const answer = await g.ask('POST', path, body, how).catch(() => undefined)
  if (answer !== undefined) told.push(answer)
  return answer
}

/** Of somebody outside. */
export const invoice = async ({ world }: Pick<Lane, 'world'>, amount_msat: number) =>
  String((await world('POST', '/wallet/invoice', { amount_msat }))['bolt11'])
