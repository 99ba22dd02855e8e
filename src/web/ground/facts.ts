// Components of every page: lists of names and values, times, and text to copy.
import { html, type Drawn } from './html.ts'

export type Fact = readonly [name: string, value: string | Drawn]

export const facts = (rows: readonly Fact[]): Drawn =>
  html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`
    )}
  </dl>`

/** In UTC; a script converts it to the reader's time zone. */
export function drawTime(at: Date): Drawn {
  const iso = at.toISOString()
  return html`<time datetime=${iso}>${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}

/** Hidden until the script shows it, since only that can copy. */
export const drawCopy = (text: string, label: string): Drawn =>
  html`<button type="button" hidden data-copy=${text}>${label}</button>`
