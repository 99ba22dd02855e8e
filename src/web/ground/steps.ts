// Shows how far something is, step by step.
import { html, type Drawn } from './html.ts'

const MARKS = { done: '✓', now: '●', lost: '×', '': '○' } as const

/** @param here how the step at that place stands: those before it are done */
export const drawProgress = (
  steps: readonly string[],
  at: number,
  here: 'done' | 'now' | 'lost'
): Drawn =>
  html`<ol class="steps">
    ${steps.map((text, n) => {
      const state = n < at ? 'done' : n > at ? '' : here
      return html`<li class=${state} aria-current=${state === 'now' ? 'step' : null}>
        <span class="mark" aria-hidden="true">${MARKS[state]}</span> ${text}
      </li>`
    })}
  </ol>`
