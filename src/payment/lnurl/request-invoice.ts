// Requests an invoice for the agreed amount from an LNURL-pay service (LUD-06, LUD-12).
import { hash } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import type { Msat } from '../../core/msat.ts'
import type { ScreenInvoice } from '../../lightning/port.ts'
import { readAction, type SuccessAction } from './success-action.ts'
import { getJson, type Json, type Web } from './get-json.ts'
import type { PayOffer } from './offer.ts'

export type ServiceInvoice = {
  readonly bolt11: string
  readonly action: SuccessAction | undefined
  /** Worth a warning, but no reason not to pay. */
  readonly warning: string | undefined
}

/**
 * @throws {AppError} if the comment is not accepted, the service refuses, or its invoice is not for
 * exactly this amount.
 */
export async function requestInvoice(
  offer: PayOffer,
  terms: { readonly amountMsat: Msat; readonly comment: string | undefined },
  web: Web,
  screen: ScreenInvoice
): Promise<ServiceInvoice> {
  checkComment(terms.comment, offer.commentMax)
  const answer = await getJson(question(offer.callback, terms), web)
  return readAnswer(answer, offer, terms.amountMsat, screen)
}

function checkComment(comment: string | undefined, lengthMax: number): void {
  if (comment === undefined || Array.from(comment).length <= lengthMax) return
  const detail =
    lengthMax === 0
      ? 'the payee takes no comment; leave it out'
      : `the payee takes a comment of up to ${lengthMax} characters`
  throw new AppError('invalid_request', detail, [{ pointer: '/comment', detail }])
}

/** Keeps the callback's own query unchanged: services sign it, or store their order in it. */
function question(
  callback: URL,
  { amountMsat, comment }: { readonly amountMsat: Msat; readonly comment: string | undefined }
): URL {
  const url = new URL(callback)
  const said = comment === undefined ? '' : `&comment=${encodeURIComponent(comment.toWellFormed())}`
  url.search = `${url.search}${url.search === '' ? '?' : '&'}amount=${amountMsat}${said}`
  return url
}

/** `routes` is ignored, as LUD-06 says; so is `disposable`, since no contacts are stored. */
function readAnswer(
  { pr, successAction }: Json,
  { metadata }: PayOffer,
  amountMsat: Msat,
  screen: ScreenInvoice
): ServiceInvoice {
  if (typeof pr !== 'string') throw invalid('sent no invoice')
  const screened = screen(pr)
  if (screened.is === 'refused') {
    throw new AppError(screened.code, `the invoice of the service: ${screened.why}`)
  }
  if (screened.amountMsat !== amountMsat) {
    const asks = screened.amountMsat === undefined ? 'any amount' : `${screened.amountMsat} msat`
    throw invalid(`was to ask for ${amountMsat} msat and asks for ${asks}`)
  }
  const { descriptionHash } = screened
  // Only a warning: LUD-06 has dropped the check, and services behind a proxy fail it.
  const differs = descriptionHash !== undefined && descriptionHash !== hash('sha256', metadata)
  return {
    bolt11: screened.bolt11,
    action: readAction(successAction),
    warning: differs ? 'the invoice names another description than the service did' : undefined
  }
}

const invalid = (what: string): AppError =>
  new AppError('invoice_invalid', `the service ${what}; nothing was paid`)
