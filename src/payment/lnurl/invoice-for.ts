// Resolves a destination to the BOLT11 to pay: it is one itself, it stands in the link, or the
// service is asked for it.
import { AppError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Msat } from '../../core/msat.ts'
import type { Destination, Payee } from './destination.ts'
import type { ScreenInvoice } from '../../lightning/port.ts'
import type { SuccessAction } from './success-action.ts'
import type { Web } from './get-json.ts'
import { requestInvoice } from './request-invoice.ts'
import { fetchOffer, type Service, amountFor, refuseOffer } from './offer.ts'

type InvoiceRequest = {
  readonly destination: Destination
  readonly amountMsat: Msat | undefined
  readonly comment: string | undefined
}

export type InvoiceFor = {
  readonly bolt11: string
  /** The amount it must ask for, if somebody has named one. */
  readonly amountMsat: Msat | undefined
  /** The payee's description, if the invoice only has its hash. */
  readonly description: string | undefined
  /** The service's success action, shown once it is paid. */
  readonly successAction: SuccessAction | undefined
}

export type Deps = { readonly screen: ScreenInvoice; readonly web: Web; readonly log: Log }

/** @throws {AppError} nothing was held. */
export async function invoiceFor(request: InvoiceRequest, deps: Deps): Promise<InvoiceFor> {
  const { payee, amountMsat, description } = agree(request)
  if (payee.is === 'bolt11') {
    return { bolt11: payee.bolt11, amountMsat, description, successAction: undefined }
  }
  return askService(payee, { amountMsat, comment: request.comment }, deps)
}

/** The payee and the amount, from the request and the link together. */
function agree({ destination: read, amountMsat }: InvoiceRequest): {
  readonly payee: Payee
  readonly amountMsat: Msat | undefined
  readonly description: string | undefined
} {
  if (read.is === 'unreadable') throw new AppError('invoice_invalid', read.why)
  if (read.is !== 'bip21') return { payee: read, amountMsat, description: undefined }
  if (read.payee === undefined) throw new AppError('invoice_invalid', ON_CHAIN)
  if (amountMsat !== undefined && read.amountMsat !== undefined && amountMsat !== read.amountMsat) {
    throw new AppError('amount_mismatch', `the link asks for ${read.amountMsat} msat`)
  }
  return {
    payee: read.payee,
    amountMsat: amountMsat ?? read.amountMsat,
    description: read.label
  }
}

export const ON_CHAIN = 'it names an on-chain address only; from here is paid over Lightning'

async function askService(
  service: Service,
  { amountMsat: wished, comment }: Omit<InvoiceRequest, 'destination'>,
  { screen, web, log }: Deps
): Promise<InvoiceFor> {
  const offer = await fetchOffer(service, web)
  const why = refuseOffer(offer)
  if (why !== undefined || offer.is !== 'pay') throw new AppError('invoice_invalid', why ?? '')
  const amountMsat = amountFor(offer, wished)
  const { bolt11, action, warning } = await requestInvoice(
    offer,
    { amountMsat, comment },
    web,
    screen
  )
  if (warning !== undefined) log.warn({ service: offer.callback.host }, warning)
  return { bolt11, amountMsat, description: offer.description, successAction: action }
}
