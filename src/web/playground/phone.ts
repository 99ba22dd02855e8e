// The simulated phone: shows the text messages that were bought.
import { html, type Drawn } from '../ground/html.ts'
import { drawTime } from '../ground/facts.ts'
import type { Visit } from '../ground/visit.ts'
import type { Seen } from './port.ts'
import { playSay } from './words.ts'

/** The phone's number; messages to any other number arrive here too. */
export const PHONE = '+19876543210'

export function drawPhone({ phone, at }: Seen, { language }: Visit): Drawn {
  const say = playSay(language)
  return html`
    <section class="card phone" id="phone" data-part data-at=${at} aria-labelledby="phone-title">
      <h2 id="phone-title">${say('phone')}</h2>
      <p class="dim small">${say('phoneHint', { number: PHONE })}</p>
      ${phone.length === 0 && html`<p>${say('silent')}</p>`}
      <ul class="log-like">
        ${phone.map(
          ({ number, text, at }) =>
            html`<li class="bubble">
              <p class="by">${say('to', { number })} · ${drawTime(new Date(at))}</p>
              <p class="body said">${text}</p>
            </li>`
        )}
      </ul>
    </section>
  `
}
