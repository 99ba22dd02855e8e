// Parts that the developers' pages share: navigation, secrets shown once, text to copy.
import { drawCopy } from '../ground/facts.ts'
import { drawField } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Visit } from '../ground/visit.ts'
import { devSay } from './words.ts'

const SECTIONS = [
  ['/developers', 'start'],
  ['/developers/keys', 'keys'],
  ['/developers/webhooks', 'webhooks'],
  ['/developers/events', 'events'],
  ['/developers/accounts', 'accounts']
] as const

export function drawSections(visit: Visit): Drawn {
  const say = devSay(visit.language)
  const here = visit.path.split('?', 1).join()
  return html`<nav aria-label=${say('sections')}>
    <ul class="sorts">
      ${SECTIONS.map(
        ([path, name]) =>
          html`<li>
            <a href=${visit.link(path)} aria-current=${here === path ? 'page' : null}
              >${say(name)}</a
            >
          </li>`
      )}
    </ul>
  </nav>`
}

export const drawSecret = (secret: string, visit: Visit): Drawn => html`
  <div class="secret">
    <p>${devSay(visit.language)('once')}</p>
    <p><code>${secret}</code></p>
    ${drawCopy(secret, visit.language)}
  </div>
`

export const drawCommand = (command: string, visit: Visit): Drawn => html`
  <pre tabindex="0">${command}</pre>
  ${drawCopy(command, visit.language)}
`

export const drawNext = (path: string, cursor: string | undefined, visit: Visit): Drawn | null =>
  cursor === undefined
    ? null
    : html`<p>
        <a href=${`${visit.link(path)}?cursor=${encodeURIComponent(cursor)}`}
          >${devSay(visit.language)('next')}</a
        >
      </p>`

/** A one-line text field of a form, with what was entered before. */
export const drawEntry = (
  { form }: Visit,
  name: string,
  label: string,
  { hint, ...props }: { readonly hint?: string; readonly [attribute: string]: unknown } = {}
): Drawn => drawField({ name, label, value: form[name], hint, props })

export const drawChoices = (
  visit: Visit,
  legend: string,
  names: readonly string[],
  { prefix, hint }: { readonly prefix: string; readonly hint?: string }
): Drawn => html`
  <fieldset class="field">
    <legend>${legend}</legend>
    ${hint !== undefined && html`<p class="hint">${hint}</p>`}
    ${names.map(
      name =>
        html`<label class="choice">
          <input
            type="checkbox"
            name=${prefix + name}
            value="on"
            checked=${visit.form[prefix + name] === 'on'}
          />
          <code>${name}</code>
        </label>`
    )}
  </fieldset>
`

export const chosenOf = <T extends string>(
  visit: Visit,
  prefix: string,
  names: readonly T[]
): readonly T[] => names.filter(name => visit.form[prefix + name] === 'on')
