// Explains why a form was refused: shown above the form, which keeps what was entered.
import { AppError } from '../../core/errors.ts'
import { html, type Drawn } from '../ground/html.ts'

/** Returns the message for what a person can correct in the form; rethrows anything else. */
export function faultOf(error: unknown): string {
  const isOurs =
    error instanceof AppError &&
    ['invalid_request', 'forbidden', 'limit_exceeded'].includes(error.code)
  if (!isOurs) throw error
  return error.detail
}

export const drawFault = (fault: string | undefined): Drawn | null =>
  fault === undefined ? null : html`<p class="notice bad" role="alert">${fault}</p>`
