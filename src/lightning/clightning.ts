// The driver for Core Lightning 26.06: maps the port's methods to RPC calls, over any transport.
import { wire as integer } from '../core/msat.ts'
import { highestIndex } from './pay-index.ts'
import { isOfXpay } from './own-error.ts'
import { routerOrders } from './router.ts'
import type { InvoiceState, Lightning, PaidInvoice, PayReply, PayRequest } from './port.ts'
import type { Answer, CallOptions, Transport } from './transport.ts'
import { NodeRefused, NodeSilent } from './errors.ts'
import * as wire from './wire.ts'

const QUICK_MS = 30_000
/** An unbounded wait is renewed after this: the connection may have gone silent. */
const WAIT_MS = 60_000
/** How much longer than the time given to the node a wait may take. */
const GRACE_MS = 15_000
/** The longest lock time of a payment in blocks: a week. */
const DELAY_BLOCKS_MAX = 1008

const SLOW_MODE = { config: 'xpay-slow-mode' }

const INVALID_PARAMS = -32602
const LABEL_EXISTS = 900
const NOTHING_PAID_YET = 904

export function clightning(transport: Transport): Lightning {
  async function ask(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    options?: CallOptions
  ): Promise<unknown> {
    return (await askDated(method, params, options)).result
  }

  async function askDated(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    options: CallOptions = { timeoutMs: QUICK_MS }
  ): Promise<Extract<Answer, { is: 'result' }>> {
    const answer = await transport.call(method, params, options)
    switch (answer.is) {
      case 'result':
        return answer
      case 'error':
        throw new NodeRefused(method, answer.code, answer.message)
      case 'unsent':
      case 'silent':
        throw new NodeSilent(`${method}: ${answer.why}`)
      default:
        return answer satisfies never
    }
  }

  async function findInvoice(label: string): Promise<InvoiceState | undefined> {
    return wire.invoiceStates(await ask('listinvoices', { label }))[0]
  }

  async function waitAnyInvoice(
    lastPayIndex: number,
    timeoutSeconds: number,
    signal?: AbortSignal
  ): Promise<PaidInvoice | undefined> {
    const params = { lastpay_index: lastPayIndex, timeout: timeoutSeconds }
    const timeoutMs = timeoutSeconds * 1000 + GRACE_MS
    const options = { timeoutMs, signal, long: timeoutSeconds > 0 }
    return unless(NOTHING_PAID_YET, undefined, async () =>
      wire.paidInvoice(await ask('waitanyinvoice', params, options))
    )
  }

  return {
    async info() {
      const { result, date } = await askDated('getinfo')
      return { ...wire.info(result), clock: date }
    },
    settings: async () => wire.settings(await ask('listconfigs')),
    slowMode: async () => wire.settings(await ask('listconfigs', SLOW_MODE)).slowMode,

    decode: string =>
      unless(INVALID_PARAMS, { is: 'undecodable', why: 'not an invoice' }, async () =>
        wire.decoded(await ask('decode', { string }))
      ),

    async invoice({ amountMsat, label, description, expirySeconds }) {
      const made = await unless(LABEL_EXISTS, undefined, async () =>
        wire.invoice(
          await ask('invoice', {
            amount_msat: amountMsat === undefined ? 'any' : integer(amountMsat),
            label,
            description: plain(description),
            expiry: expirySeconds
          })
        )
      )
      const invoice = made ?? (await findInvoice(label))
      if (invoice === undefined) throw new NodeSilent(`invoice: label ${label} came and went`)
      return invoice
    },

    findInvoice,
    waitAnyInvoice,
    changedInvoices: async (start, limit) =>
      wire.changedInvoices(await ask('listinvoices', { index: 'updated', start, limit })),
    highestPayIndex: () => highestIndex(async index => (await waitAnyInvoice(index, 0))?.payIndex),

    pay: request => pay(transport, request),

    attempts: async paymentHash => wire.pays(await ask('listpays', { payment_hash: paymentHash })),

    async parts(paymentHash, watermark) {
      const params = { payment_hash: paymentHash }
      const [pays, sendpays] = await Promise.all([
        ask('listpays', params),
        ask('listsendpays', params)
      ])
      const all = [...wire.pays(pays), ...wire.sendpays(sendpays)]
      return all.filter(part => part.createdIndex > watermark)
    },

    endedParts: async (start, limit) =>
      wire.endedParts(await ask('listsendpays', { index: 'updated', start, limit })),
    pendingParts: async () => wire.sentParts(await ask('listsendpays', { status: 'pending' })),

    updatedIndex: async (nextvalue, signal) =>
      wire.sendpaysIndex(
        'updated',
        await ask(
          'wait',
          { subsystem: 'sendpays', indexname: 'updated', nextvalue },
          { timeoutMs: WAIT_MS, signal, long: true }
        )
      ),
    watermark: async () =>
      wire.sendpaysIndex(
        'created',
        await ask('wait', { subsystem: 'sendpays', indexname: 'created', nextvalue: 0 })
      ),
    identity: () => transport.identity(),
    ownInvoice: async paymentHash =>
      wire.invoiceStates(await ask('listinvoices', { payment_hash: paymentHash }))[0]?.status,
    router: routerOrders(ask, () => transport.reconnect()),
    channels: async () => wire.channels(await ask('listpeerchannels')),
    close: () => transport.close()
  }
}

async function pay(transport: Transport, request: PayRequest): Promise<PayReply> {
  const { bolt11, amountMsat, maxFeeMsat, retryForSeconds, layer, label } = request
  const params = {
    invstring: bolt11,
    amount_msat: amountMsat === undefined ? undefined : integer(amountMsat),
    maxfee: integer(maxFeeMsat),
    retry_for: retryForSeconds,
    maxdelay: DELAY_BLOCKS_MAX,
    layers: [layer],
    label
  }
  const { identity, signal } = request
  // However old a pending call is, it may still be carried out: no timeout ends it.
  const answer = await transport.call('xpay', params, { long: true, identity, signal })
  switch (answer.is) {
    case 'result':
      return paidOrLost(answer.result)
    case 'error':
      return isOfXpay(answer.code)
        ? { is: 'refused', code: answer.code, message: answer.message }
        : { is: 'lost', why: `${answer.message} (${answer.code})` }
    case 'unsent':
      return answer
    case 'silent':
      return { is: 'lost', why: answer.why }
    default:
      return answer satisfies never
  }
}

function paidOrLost(result: unknown): PayReply {
  try {
    return wire.paid(result)
  } catch {
    return { is: 'lost', why: 'xpay answered what cannot be read' }
  }
}

/** Runs a call; the one error code that is an answer in itself becomes `instead`. */
async function unless<T, U>(code: number, instead: U, run: () => Promise<T>): Promise<T | U> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof NodeRefused && error.code === code) return instead
    throw error
  }
}

/**
 * lightningd rejects a description with \u escapes: characters that JSON can only write so are
 * dropped, line ends and tabs are kept.
 */
const plain = (text: string): string => text.replace(/[\0-\x07\x0b\x0e-\x1f]|\p{Surrogate}/gu, '')
