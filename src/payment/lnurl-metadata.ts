// The metadata of an LNURL-pay: what is bought, and whom it goes to (LUD-06, LUD-16). Pure.
import { AppError } from '../core/errors.ts'

/** @throws {AppError} `invoice_invalid` */
export function readMetadata(text: string): {
  readonly text: string
  readonly identifier: string | undefined
} {
  const rows = readRows(text)
  const find = (...types: string[]) => rows.filter(([type]) => types.includes(type))
  const [plain, ...more] = find('text/plain')
  if (plain === undefined || more.length > 0) throw invalid('must hold one text/plain')
  if (find('image/png;base64', 'image/jpeg;base64').length > 1) throw invalid('holds two images')
  const [identifier] = find('text/identifier', 'text/email')
  return { text: plain[1], identifier: identifier?.[1] }
}

function readRows(text: string): readonly (readonly [string, string])[] {
  try {
    const rows: unknown = JSON.parse(text)
    if (!Array.isArray(rows)) throw invalid('is not a list')
    return rows.flatMap(readRow)
  } catch (error) {
    throw error instanceof AppError ? error : invalid('is not JSON')
  }
}

/** Of a type that LUD-06 does not name the content may be anything; nothing of it is used. */
function readRow(row: unknown): readonly (readonly [string, string])[] {
  const [type, content] = Array.isArray(row) ? (row as readonly unknown[]) : []
  if (typeof type !== 'string') throw invalid('holds what is no pair')
  return typeof content === 'string' ? [[type, content]] : []
}

const invalid = (why: string): AppError =>
  new AppError('invoice_invalid', `the service breaks the rules of LNURL: its metadata ${why}`)
