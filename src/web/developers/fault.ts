// What was refused because of how a form was filled in: said above it, with what was written kept.
import { AppError } from '../../core/errors.ts'
import { html, type Drawn } from '../ground/html.ts'

/** What a person mended in a form; anything else is a refusal like on any page. */
export function faultOf(error: unknown): string {
  const isOurs =
    error instanceof AppError &&
    ['invalid_request', 'forbidden', 'limit_exceeded'].includes(error.code)
  if (!isOurs) throw error
  return error.detail
}

export const drawFault = (fault: string | undefined): Drawn | null =>
  fault === undefined ? null : html`<p class="notice bad" role="alert">${fault}</p>`
