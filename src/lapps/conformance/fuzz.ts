// C16: random orders against a service that fails at random; each ends in a way that the contract
// allows.
import type { Answer as FormAnswer, Field } from '../contract/form.ts'
import type { Fetch } from '../../net/fetch.ts'
import { NetError } from '../../net/error.ts'
import { msat } from '../../core/msat.ts'
import { invoiceCheckOf, outcomeText } from './accepted.ts'
import { faultsOf } from './faults.ts'
import type { Finding } from './finding.ts'
import type { Exchange, Fixture } from './fixture.ts'
import { orderOf } from './play.ts'
import { respond } from './replay.ts'
import type { Subject } from './subject.ts'

const ABREAST = 200
/** Faulty answers per ten. */
const FAULTY = 3

export async function checkFuzz(subject: Subject): Promise<Finding> {
  const { fixtures, fuzz } = subject
  if (fixtures.length === 0) return ['there is no recording to begin with']
  const problems: Surprise[] = []
  for (let from = 0; from < fuzz.runs && problems.length === 0; from += ABREAST) {
    const seeds = Array.from({ length: Math.min(ABREAST, fuzz.runs - from) }, (_, n) => from + n)
    const found = await Promise.all(seeds.map(n => run(subject, fuzz.seed + n)))
    problems.push(...found.flat())
  }
  return inLines(problems)
}

type Surprise = { readonly seed: number; readonly why: string; readonly input: string }

/** One line per cause, with the shortest order that reproduces it. */
function inLines(surprises: readonly Surprise[]): Finding {
  const causes = Map.groupBy(surprises, ({ why }) => why.split('\n')[0] ?? '')
  return [...causes].map(([cause, all]) => {
    const [first] = all.toSorted((a, b) => a.input.length - b.input.length)
    const more = all.length > 1 ? ` (and ${all.length - 1} more)` : ''
    return `seed ${first?.seed ?? 0}: ${cause} for ${first?.input ?? ''}${more}`
  })
}

/** A terminal obeys control characters, and hides others: everything but ASCII is escaped. */
const printable = (input: unknown): string =>
  JSON.stringify(input).replaceAll(
    /[^\x20-\x7e]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  )

async function run(subject: Subject, seed: number): Promise<Surprise[]> {
  const { fixtures, card, driver } = subject
  const random = randomOf(seed)
  const fixture = pick(fixtures, random)
  const order = { ...orderOf(fixture, card), input: inputFor(subject, fixture, random) }
  const web = unreliable(fixture, random)
  const { answer } = await driver.ask('invoice', { order }, web)
  const bad = (why: string): Surprise[] => [{ seed, why, input: printable(order.input) }]
  if (answer.is === 'unavailable') {
    return answer.because === 'upstream' ? [] : bad(outcomeText(answer))
  }
  if (answer.is === 'refused') return []
  const { bolt11, reference } = answer.value
  if (fixture.expect.invoice !== undefined) {
    // The host must refuse an invoice made from faulty answers, with a reason.
    invoiceCheckOf(subject, fixture, bolt11)
  }
  if (!card.delivers) return []
  const paid = { bolt11, preimage: fixture.preimage ?? 'ab'.repeat(32), reference }
  const delivered = await driver.ask(
    'deliver',
    { order: { ...order, msatMax: msat(1) }, paid },
    web
  )
  const ending = delivered.answer
  return ending.is === 'unavailable' && ending.because !== 'upstream'
    ? bad(outcomeText(ending))
    : []
}

/** Answers a request with a random recorded answer of the same method, sometimes faulty. */
function unreliable({ exchanges }: Fixture, random: Random): Fetch {
  return (input, init) => {
    const { method } = new Request(input, init)
    const fitting = exchanges.filter(({ request }) => request.method === method)
    const exchange: Exchange | undefined = fitting.length > 0 ? pick(fitting, random) : undefined
    if (exchange === undefined) return Promise.reject(new NetError('unreachable', 'not recorded'))
    if (random(10) >= FAULTY) return Promise.resolve(respond(exchange.response))
    const signal = init?.signal ?? new AbortController().signal
    return pick(faultsOf(exchange), random).answer(exchange.response, signal)
  }
}

/** Valid input: random answers, or the recorded ones if those are invalid. */
function inputFor({ card }: Subject, fixture: Fixture, random: Random) {
  const { properties, required = [] } = card.input
  const recorded = orderOf(fixture, card).input
  const given = Object.entries(properties).flatMap(([name, field]) => {
    if (!required.includes(name) && random(3) === 0) return []
    const value = valueFor(field, recorded[name], random)
    return value === undefined ? [] : [[name, value] as const]
  })
  const read = card.read(Object.fromEntries(given))
  return read.is === 'ok' ? read.input : recorded
}

const LETTERS = ['a', 'Z', '0', ' ', 'é', '😀', '<', '&', '"', '\\', '%', '/', '\n', '.', '‮']

function valueFor(
  field: Field,
  recorded: FormAnswer | undefined,
  random: Random
): FormAnswer | undefined {
  if ('oneOf' in field) return pick(field.oneOf, random).const
  switch (field.type) {
    case 'boolean':
      return random(2) === 0
    case 'integer':
      return field.minimum + random(field.maximum - field.minimum + 1)
    case 'string': {
      if (field.format !== undefined || random(2) === 0) return recorded
      const length = 1 + random(Math.min(field.maxLength, 40))
      const text = Array.from({ length }, () => pick(LETTERS, random)).join('')
      return text.slice(0, field.maxLength)
    }
  }
}

type Random = (below: number) => number

/** mulberry32: small, and reproducible from the seed everywhere. */
function randomOf(seed: number): Random {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

function pick<T>(from: readonly T[], random: Random): T {
  const one = from[random(from.length)]
  if (one === undefined) throw new RangeError('nothing to pick from')
  return one
}
