// Concludes a transfer from what the committer's verdict on it means, for callers of one; a refusal
// is thrown.
import assert from 'node:assert/strict'
import { AppError } from '../core/errors.ts'
import type { Meaning, Refusal } from './decide.ts'

/** What has been made, now or by an earlier request. @throws {AppError} nothing has moved */
export function conclude(meaning: Meaning): Extract<Meaning, { is: 'made' | 'repeated' }> {
  switch (meaning.is) {
    case 'made':
    case 'repeated':
      return meaning
    case 'refused':
      throw toError(meaning)
    case 'broken':
      return assert.fail(meaning.why)
    default:
      return meaning satisfies never
  }
}

export function toError({ code, detail, pointer }: Refusal): AppError {
  return new AppError(code, detail, pointer === undefined ? [] : [{ pointer, detail }])
}
