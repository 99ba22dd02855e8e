// Components of every page: lists of names and values, times, and text to copy.
import { html, type Drawn } from './html.ts'
import type { Language } from './speech.ts'
import { groundSay } from './words.ts'

export type Fact = readonly [name: string, value: string | Drawn]
/** `false` where there is nothing to tell. */
export type Facts = readonly (Fact | false)[]

export const facts = (rows: Facts): Drawn =>
  html`<dl class="facts">
    ${rows.map(
      row =>
        row &&
        html`<dt>${row[0]}</dt>
          <dd>${row[1]}</dd>`
    )}
  </dl>`

export const code = (text: string): Drawn => html`<code>${text}</code>`

/** What somebody wrote, with its line ends. */
export const said = (text: string): Drawn => html`<span class="said">${text}</span>`

/** In UTC; a script converts it to the reader's time zone. */
export function drawTime(at: Date): Drawn {
  const iso = at.toISOString()
  return html`<time datetime=${iso}>${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}

/** Hidden until the script shows it, since only that can copy. */
export const drawCopy = (text: string, language: Language): Drawn =>
  html`<button type="button" hidden data-copy=${text}>${groundSay(language)('copy')}</button>`
