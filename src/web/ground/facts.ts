// Names and values beside each other, times, and what is to be copied: components of every page.
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

/** In UTC, which a script turns into the reader's zone. */
export function drawTime(at: Date): Drawn {
  const iso = at.toISOString()
  return html`<time datetime=${iso}>${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}

/** Shown by the script, which can copy. */
export const drawCopy = (text: string, label: string): Drawn =>
  html`<button type="button" hidden data-copy=${text}>${label}</button>`
