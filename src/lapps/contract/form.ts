// The form of a LApp: a closed subset of JSON Schema, which chat, web, REST, MCP and terminal can
// all render.

/** The formats that `formats.ts` can check. */
export type Format =
  | 'phone'
  | 'email'
  | 'uri'
  | 'date'
  | 'lightning-address'
  | 'country'
  | 'name'
  | 'address'

type Titled = {
  readonly title: string
  readonly description?: string
  /** Asked, and required, only if the named choices have these values. */
  readonly onlyIf?: Readonly<Record<string, string>>
}

export type TextField = Titled & {
  readonly type: 'string'
  readonly maxLength: number
  readonly format?: Format
  readonly default?: string
  /** Never logged, and shown only once. */
  readonly writeOnly?: boolean
}
export type IntegerField = Titled & {
  readonly type: 'integer'
  readonly minimum: number
  readonly maximum: number
  readonly default?: number
}
export type ChoiceField = Titled & {
  readonly oneOf: readonly { readonly const: string; readonly title: string }[]
  readonly default?: string
}
export type SwitchField = Titled & { readonly type: 'boolean'; readonly default: boolean }

export type Field = TextField | IntegerField | ChoiceField | SwitchField

/** Flat, at most 12 fields; the other rules are in `schemas/form.json`. */
export type Form = {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, Field>>
  readonly required?: readonly string[]
  readonly additionalProperties: false
}

export type Answer = string | number | boolean

type AnswerTo<F> = F extends { readonly oneOf: readonly { readonly const: infer C }[] }
  ? C
  : F extends { readonly type: 'integer' }
    ? number
    : F extends { readonly type: 'boolean' }
      ? boolean
      : string

/** Without `required`, nothing is required. */
type Required<I extends Form> = I extends { readonly required: readonly (infer K)[] } ? K : never

/** Fields that are always present: required, or with a default. */
type Sure<I extends Form> = {
  [K in keyof I['properties']]: I['properties'][K] extends { readonly default: Answer }
    ? K
    : I['properties'][K] extends { readonly onlyIf: object }
      ? never
      : K extends Required<I>
        ? K
        : never
}[keyof I['properties']]

/** The answers to a form, as its TypeScript type. */
export type Answers<I extends Form> = {
  readonly [K in Sure<I>]: AnswerTo<I['properties'][K]>
} & {
  readonly [K in Exclude<keyof I['properties'], Sure<I>>]?: AnswerTo<I['properties'][K]> | undefined
}

/**
 * The form as a JSON Schema for other consumers: REST, OpenAPI, MCP. Required text must not be
 * empty; conditional fields are expressed by `if` and `then`.
 */
export function schema(form: Form): object {
  const required = form.required ?? []
  const fields = Object.entries(form.properties).map(([name, { onlyIf, ...field }]) => {
    const text = 'type' in field && field.type === 'string' && required.includes(name)
    const country = 'format' in field && field.format === 'country'
    const shown: Record<string, unknown> = { ...field }
    if (text) shown['minLength'] = 1
    // Programs that do not know the format know this.
    if (country) shown['pattern'] = '^[A-Z]{2}$'
    return { name, onlyIf, shown }
  })
  const conditions = fields.flatMap(({ name, onlyIf }) =>
    onlyIf === undefined || !required.includes(name) ? [] : [condition(name, onlyIf)]
  )
  const shape = {
    ...form,
    properties: Object.fromEntries(fields.map(({ name, shown }) => [name, shown])),
    required: fields
      .filter(({ name, onlyIf }) => onlyIf === undefined && required.includes(name))
      .map(({ name }) => name)
  }
  return conditions.length > 0 ? { ...shape, allOf: conditions } : shape
}

const condition = (name: string, onlyIf: Readonly<Record<string, string>>): object => ({
  if: {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(onlyIf).map(([choice, value]) => [choice, { const: value }])
    ),
    required: Object.keys(onlyIf)
  },
  then: { type: 'object', properties: { [name]: {} }, required: [name] }
})

/** The answers so far in a dialog: null if the buyer skipped an optional field. */
export type Draft = Readonly<Record<string, Answer | null>>

export type Step =
  | {
      readonly is: 'ask'
      readonly name: string
      readonly field: Field
      readonly required: boolean
      /** The number of this question, and of all. */
      readonly at: number
      readonly of: number
    }
  | { readonly is: 'done'; readonly answers: Readonly<Record<string, Answer>> }

/** What a dialog asks next. Pure: the same draft always leads to the same question. */
export function nextStep(form: Form, draft: Draft): Step {
  const fields = Object.entries(form.properties).filter(([, field]) => applies(form, field, draft))
  for (const [index, [name, field]] of fields.entries()) {
    if (Object.hasOwn(draft, name)) continue
    const required = form.required?.includes(name) ?? false
    return { is: 'ask', name, field, required, at: index + 1, of: fields.length }
  }
  const given = fields.flatMap(([name]) => {
    const answer = draft[name]
    return answer === undefined || answer === null ? [] : [[name, answer] as const]
  })
  return { is: 'done', answers: Object.fromEntries(given) }
}

/** A choice that was skipped, or not reached yet, has its default value. */
const applies = (form: Form, { onlyIf = {} }: Field, draft: Draft): boolean =>
  Object.entries(onlyIf).every(([name, value]) => {
    const choice = form.properties[name]
    const preset = choice !== undefined && 'default' in choice ? choice.default : undefined
    return (draft[name] ?? preset) === value
  })
