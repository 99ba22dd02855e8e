// Sends sats to another wallet or bot: to an invoice, or to a service that speaks LNURL-pay. Parses
// its input itself and shares no parser with the gateway: a LApp is untrusted code in its own
// process, and the host checks its invoice like any other LApp's.
import { defineLApp, invoiceAmount, msat, Refusal, type Context, type Msat } from '#lapp'
import { open, readAction, type Action } from './action.ts'
import { readDestination } from './destination.ts'
import { question } from './question.ts'
import { ask, broken, readOffer, type Offer } from './service.ts'

const INVOICE_LENGTH_MAX = 4_000

/** Who is paid and how much; `offer` is set if a service has to be asked for the invoice. */
type Agreed = { readonly amount: Msat; readonly offer?: Offer; readonly bolt11?: string }

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      to: {
        type: 'string',
        title: 'To',
        description: 'A Lightning address, an invoice, an LNURL or a bitcoin: link',
        maxLength: INVOICE_LENGTH_MAX
      },
      sat: {
        type: 'integer',
        title: 'Amount',
        description: 'In sat; leave it out where the invoice says it',
        minimum: 1,
        maximum: 1_000_000
      },
      comment: {
        type: 'string',
        title: 'Comment',
        description: 'For the payee, where they take one',
        maxLength: 640
      },
      name: {
        type: 'string',
        title: 'Your name',
        description: 'Told to the payee only if they ask for it',
        maxLength: 80
      },
      email: {
        type: 'string',
        title: 'Your e-mail address',
        description: 'Told to the payee only if they ask for it',
        format: 'email',
        maxLength: 120
      }
    },
    required: ['to'],
    additionalProperties: false
  },
  output: {
    type: 'object',
    properties: {
      message: { type: 'string', title: 'Message from the payee', maxLength: 200 },
      link: { type: 'string', title: 'Link', format: 'uri', maxLength: 4_000 },
      secret: { type: 'string', title: 'Secret', maxLength: 4_000, writeOnly: true }
    },
    additionalProperties: false
  },
  async quote({ input }, context) {
    const { amount, offer } = await agree(input, context)
    if (offer !== undefined) question(offer, amount, input)
    return {
      msat: amount,
      expiresAt: new Date('2100-01-01'),
      note: offer === undefined ? 'To the invoice' : `For: ${offer.text}`
    }
  },
  async invoice({ input }, context) {
    const { amount, offer, bolt11 } = await agree(input, context)
    if (bolt11 !== undefined) return { bolt11 }
    if (offer === undefined) throw broken('is not there')
    const { pr, successAction } = await ask(question(offer, amount, input), context)
    if (typeof pr !== 'string' || !/^ln[a-z0-9]+$/i.test(pr)) throw broken('sent no invoice')
    // Exact to the msat: an invoice for another amount, or without one, is not what was asked for.
    if (invoiceAmount(pr) !== amount) throw broken('sent an invoice over another amount')
    const action = readAction(successAction, offer.callback)
    return { bolt11: pr, reference: action && JSON.stringify(action) }
  },
  async deliver(_order, { preimage, reference }) {
    const action = reference === undefined ? undefined : (JSON.parse(reference) as Action)
    const output = action === undefined ? {} : await open(action, preimage)
    if (output !== undefined) return { state: 'ready', output }
    return { state: 'failed', reason: 'It was paid, but what the payee promised cannot be read.' }
  }
})

async function agree(
  { to, sat }: { readonly to: string; readonly sat?: number | undefined },
  context: Context
): Promise<Agreed> {
  const destination = readDestination(to)
  const wished = sat === undefined ? undefined : msat(sat * 1_000)
  const named = destination.msat
  if (wished !== undefined && named !== undefined && wished !== named) {
    throw amiss(`It asks for ${shown(named)} sat; leave the amount out.`)
  }
  if (destination.is === 'invoice') {
    if (named !== undefined) return { amount: named, bolt11: destination.bolt11 }
    throw new Refusal(
      'unsupported',
      'The invoice names no amount: ask the payee for one that does.'
    )
  }
  const offer = readOffer(await ask(destination.url, context), destination.isAddress)
  const { minMsat, maxMsat } = offer
  const amount = wished ?? named ?? (minMsat === maxMsat ? minMsat : undefined)
  const takes = minMsat === maxMsat ? shown(minMsat) : `from ${shown(minMsat)} to ${shown(maxMsat)}`
  if (amount === undefined || amount < minMsat || amount > maxMsat) {
    throw amiss(`The payee takes ${takes} sat.`)
  }
  return { amount, offer }
}

const shown = (amount: Msat): string => String(Number(amount) / 1_000)
const amiss = (why: string): Refusal => new Refusal('invalid', why, { field: 'sat' })
