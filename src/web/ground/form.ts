// Parts of every form: hidden fields, text fields with hint and fault, and select boxes.
import { html, type Drawn } from './html.ts'

export const hidden = (fields: Readonly<Record<string, string>>): readonly Drawn[] =>
  Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name=${name} value=${value} />`
  )

type Field = {
  readonly name: string
  readonly label: string
  readonly value?: string | undefined
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly props?: object
  /** Above 1: a text area. */
  readonly rows?: number
}

/** One field of a form, with its hint and its error. */
export function drawField({ name, label, value = '', hint, fault, props, rows }: Field): Drawn {
  const notes = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ')
  const all = {
    id: name,
    name,
    autocomplete: 'off',
    'aria-describedby': notes === '' ? null : notes,
    'aria-invalid': fault === undefined ? null : 'true',
    ...props
  }
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${rows === undefined ? html`<input ...${all} value=${value} />` : html`<textarea ...${all} rows=${rows}>${value}</textarea>`}
    ${hint !== undefined && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
    ${fault !== undefined && html`<p class="fault" id=${`${name}-fault`} role="alert">${fault}</p>`}
  </div>`
}

/** @param chosen the value of the one that is */
export const drawSelect = (
  name: string,
  label: string,
  chosen: string | undefined,
  choices: readonly (readonly [value: string, text: string])[]
): Drawn => html`
  <div class="field">
    <label for=${name}>${label}</label>
    <select id=${name} name=${name}>
      ${choices.map(
        ([value, text]) =>
          html`<option value=${value} selected=${chosen === value}>${text}</option>`
      )}
    </select>
  </div>
`
