// C5: every recording plays to its end, and its invoice passes the host's own check.
import { msat } from '../../core/msat.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../process/results.ts'
import type { Finding } from './finding.ts'
import type { Fixture } from './fixture.ts'
import { play, type Played } from './play.ts'
import type { CheckInvoice, Subject } from './subject.ts'

export async function checkAccepted(subject: Subject): Promise<Finding> {
  const problems: string[] = []
  for (const fixture of subject.fixtures) {
    const input = subject.card.read(fixture.input)
    if (input.is === 'invalid') problems.push(`${fixture.name}: ${input.error.detail}`)
    const played = await play(subject, fixture)
    problems.push(...differences(subject, fixture, played).map(why => `${fixture.name}: ${why}`))
  }
  if (!subject.fixtures.some(sells)) {
    problems.push('there is no recording of a purchase that succeeds (lapp record)')
  }
  return problems
}

export const sells = ({ expect }: Fixture): boolean => expect.invoice !== undefined

/** The terms that a recording's invoice is checked against. */
export const invoiceCheckOf = (
  { checkInvoice, card }: Pick<Subject, 'checkInvoice' | 'card'>,
  { network, now, expect }: Fixture,
  bolt11: string
): ReturnType<CheckInvoice> =>
  checkInvoice(bolt11, {
    network,
    now: new Date(now),
    quotedMsat: msat(BigInt(expect.invoice?.msat ?? 1)),
    expiryMin: card.manifest.limits.expiryMin
  })

function differences(subject: Subject, fixture: Fixture, played: Played): string[] {
  const { expect } = fixture
  const { quote, invoice, delivery, unrecorded } = played
  const problems = unrecorded.map(request => `it asks for what is not recorded: ${request}`)
  const { refusal } = expect
  if (refusal !== undefined) {
    const last = invoice ?? quote
    const code = last?.is === 'refused' ? last.code : upstream(last)
    if (code !== refusal) {
      problems.push(`${outcomeText(last)} instead of a refusal, ${refusal}${hint(last)}`)
    }
    return problems
  }
  if (expect.quote !== undefined) {
    const asks = quote?.is === 'ok' ? String(quote.value.msat) : outcomeText(quote)
    if (asks !== expect.quote.msat) problems.push(`the quote is ${asks}`)
  }
  if (expect.invoice !== undefined) {
    problems.push(...invoiceProblems(subject, fixture, invoice))
  }
  if (expect.delivery !== undefined) {
    const said = delivery?.is === 'ok' ? delivery.value : undefined
    const { state, output } = expect.delivery
    if (said?.state !== state)
      problems.push(`the delivery is ${said?.state ?? outcomeText(delivery)}`)
    else if (said.state === 'ready' && !isDeepStrictEqual(said.output, output ?? {})) {
      problems.push(`it delivers ${JSON.stringify(said.output)}`)
    }
  }
  return problems
}

function invoiceProblems(subject: Subject, fixture: Fixture, invoice: Played['invoice']): string[] {
  if (invoice?.is !== 'ok') return [`${outcomeText(invoice)} instead of an invoice`]
  const { msat: asked, reference } = fixture.expect.invoice ?? { msat: '' }
  const verdict = invoiceCheckOf(subject, fixture, invoice.value.bolt11)
  if (verdict.is === 'refused') return [`the host refuses its invoice: ${verdict.why}`]
  const { msatMin, msatMax } = subject.card.manifest.limits
  const problems: string[] = []
  if (String(verdict.amountMsat) !== asked) problems.push(`it asks for ${verdict.amountMsat} msat`)
  if (verdict.amountMsat > BigInt(msatMax) || verdict.amountMsat < BigInt(msatMin)) {
    problems.push('it asks for more or less than the limits of lapp.json')
  }
  if (reference !== undefined && invoice.value.reference !== reference) {
    problems.push(`its reference is ${String(invoice.value.reference)}`)
  }
  return problems
}

/** ky throws at every status of 400 and above, before a LApp could read the reason. */
const hint = (answer: Answer<unknown> | undefined): string =>
  answer?.is === 'unavailable' && /HTTPError 4\d\d/.test(answer.why)
    ? ' (to read such an answer, ask with `throwHttpErrors: false` and look at its status)'
    : ''

const upstream = (answer: Answer<unknown> | undefined): string | undefined =>
  answer?.is === 'unavailable' && answer.because === 'upstream' ? 'upstream' : undefined

/** In words. */
export function outcomeText(answer: Answer<unknown> | undefined): string {
  switch (answer?.is) {
    case undefined:
      return 'nothing'
    case 'ok':
      return `an answer (${JSON.stringify(answer.value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))})`
    case 'refused':
      return `a refusal (${answer.code}: ${answer.message})`
    case 'unavailable':
      return `no answer (${answer.because}: ${answer.why})`
  }
}
