// Checks texts in a body. What people write for people (a memo, a comment, a name) is sanitised:
// nobody meant the invisible characters. Any other text would change its meaning by that, so it is
// rejected instead.
import type { FuncKeywordDefinition } from 'ajv'
import { AppError } from '../../core/errors.ts'
import { isSound, plainLines, plainText } from '../../core/plain-text.ts'
import { escapePointer } from './explain.ts'

/** In a schema: `'x-text': 'line'`, or `'lines'` if line breaks may stay. */
export const cleaned: FuncKeywordDefinition = {
  keyword: 'x-text',
  type: 'string',
  schemaType: 'string',
  before: 'maxLength',
  modifying: true,
  errors: false,
  validate(kind: 'line' | 'lines', text: string, _schema?: object, at?: At): boolean {
    const clean = kind === 'line' ? plainText : plainLines
    // Nothing is truncated here: text that is too long is rejected, by its length after cleaning.
    if (at) at.parentData[at.parentDataProperty] = clean(text, text.length)
    return true
  }
}

type At = {
  readonly parentData: Record<string | number, unknown>
  readonly parentDataProperty: string | number
}

/** @throws {AppError} `invalid_request` that names each field with a NUL or a lone surrogate. */
export function refuseUnsound(body: unknown): void {
  const fields = pointers(body, '').map(pointer => ({ pointer, detail: DETAIL }))
  if (fields.length === 0) return
  const detail = fields.map(({ pointer }) => `${pointer || 'The body'}: ${DETAIL}`).join('; ')
  throw new AppError('invalid_request', detail, fields)
}

const DETAIL = 'holds a NUL character or half of a surrogate pair'

function pointers(value: unknown, at: string): readonly string[] {
  if (typeof value === 'string') return isSound(value) ? [] : [at]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) =>
    isSound(name) ? pointers(item, `${at}/${escapePointer(name)}`) : [at]
  )
}
