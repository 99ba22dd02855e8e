// The component gallery, a page of the sandbox alone: the tokens of colour, type and space, and
// each component, in both schemes whatever the reader's is.
import { TOKENS } from '../ground/assets.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Site } from '../ground/site.ts'
import { drawCards, type Parts } from './cards.ts'
import { drawControls } from './controls.ts'

export function addComponents(site: Site, parts: Parts): void {
  site.page('/components', {}, visit => ({
    title: 'Components',
    body: html`
      <div lang="en">
        <h1>Components</h1>
        <p class="lead">The tokens of colour, type and space, and what the pages are made of.</p>
        <div class="schemes">
          ${(['light', 'dark'] as const).map(
            scheme =>
              html`<section data-scheme=${scheme} aria-label=${scheme}>
                ${drawTokens(scheme)} ${drawControls(scheme)} ${drawCards(scheme, parts, visit)}
              </section>`
          )}
        </div>
      </div>
    `
  }))
}

/** Name and value of each token, as written in the style sheet. */
const ALL = [...TOKENS.matchAll(/^ {2}--([\w-]+): (.+);$/gm)].map(([, name = '', value = '']) => ({
  name,
  value
}))
const COLOURS = ALL.filter(({ value }) => value.startsWith('light-dark('))
const SPACES = ALL.filter(({ name }) => /^s\d$/.test(name))

/** Drawn as pictures: our policy forbids style attributes on elements. */
const drawTokens = (scheme: 'light' | 'dark'): Drawn => html`
  <h2>Colour, ${scheme}</h2>
  <ul class="swatches">
    ${COLOURS.map(
      ({ name }) =>
        html`<li>
          <svg viewBox="0 0 8 5" role="img" aria-label=${name}>
            <rect
              x="0.04"
              y="0.04"
              width="7.92"
              height="4.92"
              rx="0.6"
              fill=${`var(--${name})`}
              stroke="var(--dim)"
              stroke-width="0.08"
            />
          </svg>
          <code>${name}</code>
        </li>`
    )}
  </ul>
  <h2>Type</h2>
  <div role="presentation" class="type">
    <p class="huge">Huge</p>
    <p class="big">Big</p>
    <p class="lead">Lead: what a page is about</p>
    <p>Text: a sentence that says what is happening. <a href="#main">A link</a></p>
    <p class="small dim">Small and dim: what is good to know</p>
    <p><code>lnbc10u1pcode</code></p>
  </div>
  <h2>Space</h2>
  <ul class="spaces">
    ${SPACES.map(
      ({ name, value }) =>
        html`<li>
          <code>${name} ${value}</code>
          <svg class="ruler" aria-hidden="true">
            <rect width=${value} height="100%" fill="var(--accent)" />
          </svg>
        </li>`
    )}
  </ul>
`
