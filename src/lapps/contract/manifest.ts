// Parses `lapp.json`: the facts about a LApp that decide how far it is trusted, readable without
// running its code.
import { Ajv } from './ajv.ts'
import lappSchema from '../../../schemas/lapp.json' with { type: 'json' }
import { ajvFormats } from './formats.ts'
import { notJson } from './not-json.ts'
import { deepest, inWords } from './schema-words.ts'

export type Secret = { readonly title: string; readonly obtain: string; readonly optional: boolean }
export type RefundBy = 'none' | 'merchant'

/**
 * A lapp.json with its defaults filled in; every field is explained in `schemas/lapp.json`.
 * JSON-serialisable.
 */
export type Manifest = {
  readonly contract: 1
  readonly id: string
  readonly version: string
  readonly title: string
  readonly summary: string
  readonly category: string
  readonly countries: readonly string[]
  readonly languages: readonly string[]
  readonly maintainers: readonly string[]
  readonly homepage?: string
  readonly terms?: string
  readonly support?: string
  readonly url: string
  readonly hosts: readonly string[]
  readonly secrets: Readonly<Record<string, Secret>>
  readonly limits: {
    readonly msatMin: number
    readonly msatMax: number
    readonly expiryMin: number
    readonly perUserPerDay?: number
  }
  readonly price: 'fixed' | 'quoted' | 'chosen'
  readonly retry: 'same' | 'again'
  readonly holds: boolean
  readonly delivers: 'nothing' | 'text' | 'code' | 'link'
  /** Days. */
  readonly deliverWithin: number
  readonly refund: { readonly by: RefundBy; readonly text: string }
  readonly alerts: { readonly before?: string; readonly after?: string }
  readonly status: 'active' | 'paused' | 'retired'
  readonly examples: readonly Readonly<Record<string, unknown>>[]
  readonly exempt: Readonly<Record<string, string>>
}

type Written = Omit<Manifest, 'refund'> & {
  readonly refund: RefundBy | { readonly by: RefundBy; readonly text?: string }
}

const REFUND_TEXTS: Readonly<Record<RefundBy, string>> = {
  none: 'A Lightning payment cannot be taken back',
  merchant: 'The merchant decides about refunds'
}

const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  useDefaults: true,
  verbose: true,
  formats: ajvFormats
})
const isManifest = ajv.compile<Written>(lappSchema)

/** @param folder the name of the containing folder, which must be the id. */
export function readManifest(
  folder: string,
  text: string
):
  | { readonly is: 'ok'; readonly manifest: Manifest }
  | { readonly is: 'invalid'; readonly why: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { is: 'invalid', why: `lapp.json ${notJson(text, error)}` }
  }
  if (!isManifest(value)) {
    const why = inWords(deepest(isManifest.errors ?? []), 'is not valid')
    return { is: 'invalid', why: `lapp.json${why}` }
  }
  if (value.id !== folder) {
    return { is: 'invalid', why: `lapp.json/id is "${value.id}" but the folder is "${folder}"` }
  }
  const refund = typeof value.refund === 'string' ? { by: value.refund } : value.refund
  return {
    is: 'ok',
    manifest: { ...value, refund: { text: REFUND_TEXTS[refund.by], ...refund } }
  }
}
