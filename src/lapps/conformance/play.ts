// Plays a recording through a LApp, in the order of a purchase: quote, invoice, delivery.
import { msat } from '../../core/msat.ts'
import type { Order } from '../contract/define.ts'
import type { Input } from '../contract/form-check.ts'
import type { LAppCard } from '../open-lapp.ts'
import type { FetchMessage } from '../process/protocol.ts'
import type { Answer, Values } from '../process/results.ts'
import type { Fixture } from './fixture.ts'
import { replay, type Replay } from './replay.ts'
import type { Subject } from './subject.ts'
import type { Fault } from './replay.ts'

export type Played = {
  readonly quote: Answer<Values['quote']> | undefined
  readonly invoice: Answer<Values['invoice']> | undefined
  readonly delivery: Answer<Values['deliver']> | undefined
  readonly requests: readonly FetchMessage[]
  readonly unrecorded: readonly string[]
  /** The exchanges that each call matched. */
  readonly found: readonly number[]
}

/** The most "later" answers that a recording may have. */
const LATER_MAX = 40

export async function play(
  { card, driver, toRecorded }: Subject,
  fixture: Fixture,
  broken?: { readonly at: number; readonly fault: Fault }
): Promise<Played> {
  const requests: FetchMessage[] = []
  let web = replay(fixture.exchanges, toRecorded(fixture), broken)
  const done = (part: Partial<Played>): Played => ({
    ...NOTHING,
    ...part,
    requests,
    unrecorded: web.unrecorded,
    found: web.found
  })
  const order = orderOf(fixture, card)
  const { expect } = fixture
  let quote: Played['quote']
  if (card.hasQuote && (expect.quote !== undefined || expect.refusal !== undefined)) {
    const asked = await driver.ask('quote', { order }, web.fetch)
    // A recorded refusal may be of the invoice call alone.
    const isRecorded = expect.quote !== undefined || web.unrecorded.length === 0
    if (isRecorded) {
      requests.push(...asked.requests)
      quote = asked.answer
      if (quote.is !== 'ok') return done({ quote })
    } else web = replay(fixture.exchanges, toRecorded(fixture), broken)
  }
  if (expect.invoice === undefined && expect.refusal === undefined) return done({ quote })
  const asked = await driver.ask('invoice', { order }, web.fetch)
  requests.push(...asked.requests)
  const invoice = asked.answer
  if (invoice.is !== 'ok' || expect.delivery === undefined) return done({ quote, invoice })
  const delivery = await playDelivery(driver, web, order, invoice.value, fixture, requests)
  return done({ quote, invoice, delivery })
}

/** Repeats until delivered or failed, without the pauses. */
export async function playDelivery(
  driver: Subject['driver'],
  web: Replay,
  order: Order<Input>,
  { bolt11, reference }: Values['invoice'],
  { preimage = 'ab'.repeat(32) }: Fixture,
  requests: FetchMessage[]
): Promise<Answer<Values['deliver']>> {
  const paid = { bolt11, preimage, reference }
  for (let round = 1; ; round += 1) {
    const asked = await driver.ask('deliver', { order, paid }, web.fetch)
    requests.push(...asked.requests)
    const { answer } = asked
    if (answer.is !== 'ok' || answer.value.state !== 'later' || round === LATER_MAX) return answer
  }
}

/** The order that the host would place for these answers. */
export function orderOf({ key, input }: Fixture, { read, manifest }: LAppCard): Order<Input> {
  const filled = read(input)
  return {
    key,
    input: filled.is === 'ok' ? filled.input : {},
    msatMax: msat(manifest.limits.msatMax),
    locale: 'en'
  }
}

const NOTHING = { quote: undefined, invoice: undefined, delivery: undefined } as const
