// `lapp record`: records one purchase at the service as a fixture, without secrets or personal
// data.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Config } from '../../config.ts'
import type { Delivery, Invoice, Order } from '../../lapps/contract/define.ts'
import type { Input } from '../../lapps/contract/form-check.ts'
import type { OpenLApp } from '../../lapps/open-lapp.ts'
import { askLApp, type Args } from '../../lapps/registry.ts'
import type { Call } from '../../lapps/process/protocol.ts'
import type { Answer, Values } from '../../lapps/process/results.ts'
import type { Terminal } from './ask.ts'
import { folderOf, json, write } from './folder.ts'
import { recordingFetch } from './hear.ts'
import { answersTo, networkOf, orderOf, verdictOn } from './order.ts'
import { openService, type Service } from './service.ts'
import { withoutPeople } from './without-people.ts'

export type RecordRequest = {
  readonly name: string
  readonly input: unknown
  readonly preimage: string | undefined
}

/** @returns the fixture's path */
export async function record(
  id: string,
  request: RecordRequest,
  config: Config,
  terminal: Terminal
): Promise<string> {
  const { exchanges, listen } = recordingFetch()
  const service = await openService(id, config, listen)
  try {
    const { card } = service.lapp
    const given = await answersTo(card, request.input, terminal)
    const order = orderOf(card, `rec_${randomUUID()}`, given)
    const now = new Date()
    const came = await buy(service, order, request.preimage, terminal)
    const fixture = {
      case: request.name,
      recorded: now.toISOString().slice(0, 10),
      version: card.manifest.version,
      now: now.toISOString(),
      network: networkOf(came.invoice?.bolt11),
      input: given,
      secrets: service.secrets,
      preimage: came.preimage,
      exchanges,
      expect: came.expect
    }
    const path = join(folderOf(id, config), 'fixtures', `${slug(request.name)}.json`)
    await write(path, json(withoutPeople(fixture, card, service, order.key)))
    return path
  } finally {
    await service.close()
  }
}

type Came = {
  readonly expect: object
  readonly invoice?: Invoice
  readonly preimage?: string
}

async function buy(
  { lapp, pay }: Service,
  order: Order<Input>,
  given: string | undefined,
  terminal: Terminal
): Promise<Came> {
  const { card } = lapp
  const quote = card.hasQuote ? await ask(lapp, 'quote', { order }) : undefined
  if (quote?.is === 'refused') return { expect: { refusal: quote.code } }
  const quoted = quote === undefined ? {} : { quote: { msat: String(quote.value.msat) } }
  const asked = await ask(lapp, 'invoice', { order })
  if (asked.is === 'refused') return { expect: { ...quoted, refusal: asked.code } }
  const invoice = asked.value
  const { bolt11, reference } = invoice
  const verdict = verdictOn(card, bolt11, new Date())
  if (verdict.is === 'refused') throw new AppError('invoice_invalid', verdict.why)
  const sold = { msat: String(verdict.amountMsat), reference }
  const expect = { ...quoted, invoice: sold }
  if (!card.delivers) return { expect, invoice }
  const preimage = given ?? (await pay?.(bolt11)) ?? (await byHand(bolt11, terminal))
  if (preimage === '') return { expect, invoice }
  const delivery = await delivered(lapp, order, { ...invoice, preimage })
  return { expect: { ...expect, delivery }, invoice, preimage }
}

const byHand = (bolt11: string, { ask }: Terminal): Promise<string> =>
  ask(
    `${bolt11}\nPay it and give the preimage, or nothing to leave the delivery out:`,
    '--preimage'
  )

const DELIVERY_MS = 120_000

async function delivered(
  lapp: OpenLApp,
  order: Order<Input>,
  paid: Invoice & { readonly preimage: string }
): Promise<object> {
  const { bolt11, preimage, reference } = paid
  const until = Date.now() + DELIVERY_MS
  while (Date.now() < until) {
    const asked = await ask(lapp, 'deliver', { order, paid: { bolt11, preimage, reference } })
    if (asked.is === 'refused') break
    const said: Delivery<Input> = asked.value
    if (said.state === 'ready') return { state: 'ready', output: said.output }
    if (said.state === 'failed') return { state: 'failed' }
    await clock.sleep(Math.min(said.retryAfterMs, 5_000))
  }
  throw new AppError('lapp_unavailable', 'it has not delivered in two minutes')
}

/** @throws {AppError} lapp_unavailable, with the reason */
async function ask<C extends Call>(
  lapp: OpenLApp,
  call: C,
  args: Args[C]
): Promise<Exclude<Answer<Values[C]>, { is: 'unavailable' }>> {
  const answer = await askLApp(lapp, call, args)
  if (answer.is === 'unavailable') throw new AppError('lapp_unavailable', answer.why)
  return answer
}

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
