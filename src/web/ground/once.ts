// The token of a page that was drawn: what its form makes is made once, however often it is sent.
import { AppError } from '../../core/errors.ts'

export const newOnce = ({ random }: { readonly random: (bytes: number) => Buffer }): string =>
  random(16).toString('hex')

/** @throws {AppError} for what no page of ours has sent */
export function onceOf(text: string | undefined): string {
  if (text !== undefined && /^[0-9a-f]{32}$/.test(text)) return text
  throw new AppError('invalid_request', 'Open the page anew')
}
