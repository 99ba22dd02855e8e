// Renders a LApp's form, in the closed subset of JSON Schema that it may use, and reads the answers
// back. Complete without a script, which only hides fields that a choice makes needless.
import { fieldTitle, lappText } from '../../bot/texts/lapp-text.ts'
import { ruleOf } from '../../bot/texts/rule.ts'
import type { Field, TextField } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import { drawCountries } from './countries.ts'
import { storeSay } from './words.ts'

/** As a browser sends them: the field's name prefixed with `in.`. */
export type Filled = Readonly<Record<string, string>>
type Fault = { readonly name: string; readonly said: string | undefined }

const named = (name: string): string => `in.${name}`

type Drawing = {
  readonly card: LAppCard
  readonly language: Language
  readonly filled: Filled
  readonly fault: Fault | undefined
}

export const drawFields = (drawing: Drawing): readonly Drawn[] =>
  Object.entries(drawing.card.input.properties).map(([name, field]) =>
    drawField(drawing, name, field)
  )

function drawField(drawing: Drawing, name: string, field: Field): Drawn {
  const { card, language, fault } = drawing
  const id = `field-${name}`
  const isWrong = fault?.name === name
  const title = fieldTitle(card, language, 'input', name)
  const hint = lappText(card, language, `input.${name}.description`, field.description ?? '')
  const needed = card.input.required?.includes(name) === true
  const free =
    needed || 'oneOf' in field || field.type === 'boolean'
      ? ''
      : ` (${storeSay(language)('optional')})`
  const notes = [hint === '' ? '' : `${id}-hint`, isWrong ? `${id}-fault` : ''].filter(
    part => part !== ''
  )
  const shared = {
    id,
    name: named(name),
    'aria-describedby': notes.length === 0 ? null : notes.join(' '),
    'aria-invalid': isWrong ? 'true' : null
  }
  const onlyIf = field.onlyIf === undefined ? null : JSON.stringify(field.onlyIf)
  const below = html`
    ${hint !== '' && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${isWrong && html`<p class="fault" id=${`${id}-fault`}>${fault.said ?? ruleOf(language, field).text}</p>`}
  `
  if (!('oneOf' in field) && field.type === 'boolean')
    return html`<div class="field" data-only-if=${onlyIf}>
      <label class="choice" for=${id}
        ><input type="checkbox" ...${shared} value="true" checked=${isOn(drawing, name, field)} />
        ${title}</label
      >
      ${below}
    </div>`
  return html`<div class="field" data-only-if=${onlyIf}>
    <label for=${id}>${title}${free}</label>
    ${drawInput(drawing, name, field, { ...shared, required: needed && onlyIf === null })} ${below}
  </div>`
}

/** A submitted form without the box means off; before any submission the default applies. */
const isOn = ({ filled }: Drawing, name: string, field: { readonly default: boolean }): boolean =>
  Object.keys(filled).length === 0 ? field.default : filled[named(name)] === 'true'

type Exact = Exclude<Field, { readonly type: 'boolean' }>

function drawInput(drawing: Drawing, name: string, field: Exact, props: object): Drawn {
  const { card, language, filled } = drawing
  const preset = field.default === undefined ? '' : String(field.default)
  const value = filled[named(name)] ?? preset
  if ('oneOf' in field)
    return html`<select ...${props}>
      ${field.oneOf.map(
        one =>
          html`<option value=${one.const} selected=${one.const === value}>
            ${lappText(card, language, `input.${name}.${one.const}`, one.title)}
          </option>`
      )}
    </select>`
  if (field.type === 'integer')
    return html`<input
      ...${props}
      type="number"
      inputmode="numeric"
      step="1"
      min=${field.minimum}
      max=${field.maximum}
      value=${value}
    />`
  if (field.format === 'country') return drawCountries(value, language, props)
  if (isLong(field))
    return html`<textarea
      ...${props}
      rows="4"
      autocomplete=${field.format === 'address' ? 'street-address' : null}
    >
${value}</textarea>`
  return html`<input ...${props} ...${kindOf(field)} value=${value} />`
}

/** Whether a text may have several lines. */
const isLong = ({ maxLength, format, writeOnly }: TextField): boolean =>
  format === 'address' || (maxLength > 100 && format === undefined && writeOnly !== true)

function kindOf({ format, writeOnly }: TextField): object {
  if (writeOnly === true) return { type: 'password', autocomplete: 'off' }
  switch (format) {
    case 'phone':
      return { type: 'tel', autocomplete: 'tel' }
    case 'email':
      return { type: 'email', autocomplete: 'email' }
    case 'uri':
      return { type: 'url', placeholder: 'https://' }
    case 'date':
      return { type: 'date' }
    case 'lightning-address':
      return { type: 'text', inputmode: 'email', autocomplete: 'off', spellcheck: 'false' }
    case 'name':
      return { type: 'text', autocomplete: 'name' }
    case 'address':
    case 'country':
    case undefined:
      return { type: 'text', autocomplete: 'off' }
    default:
      return format satisfies never
  }
}

/** The answers in the schema's types; empty fields count as not answered. */
export function answersOf(
  { input }: Pick<LAppCard, 'input'>,
  filled: Filled
): Readonly<Record<string, unknown>> {
  const given = Object.entries(input.properties).flatMap(([name, field]) => {
    const isAsked = Object.entries(field.onlyIf ?? {}).every(
      ([choice, value]) => filled[named(choice)] === value
    )
    return isAsked ? answerTo(name, field, filled[named(name)] ?? '') : []
  })
  return Object.fromEntries(given)
}

function answerTo(
  name: string,
  field: Field,
  text: string
): readonly (readonly [string, unknown])[] {
  if (!('oneOf' in field) && field.type === 'boolean') return [[name, text === 'true']]
  if (text.trim() === '') return []
  if ('oneOf' in field) return [[name, text]]
  // What is not a number is left to the form's own validation.
  if (field.type === 'integer')
    return [[name, /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : text]]
  // Browsers send line ends as CR LF.
  return [[name, text.replaceAll('\r\n', '\n')]]
}

/** An example's answers, as a browser would send them. */
export const filledWith = (input: Readonly<Record<string, unknown>>): Filled =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [named(name), String(value)]))

/** Finds the field that a refusal is about. */
export function faultOf(
  { input }: Pick<LAppCard, 'input'>,
  pointer: string | undefined
): string | undefined {
  const name = /^\/input\/([^/]+)$/
    .exec(pointer ?? '')?.[1]
    ?.replaceAll('~1', '/')
    .replaceAll('~0', '~')
  return name !== undefined && Object.hasOwn(input.properties, name) ? name : undefined
}
