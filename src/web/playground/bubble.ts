// One message of a chat: its author, text, picture and buttons.
import { html, type Drawn } from '../ground/html.ts'
import type { Visit } from '../ground/visit.ts'
import { drawFormatted } from './formatted.ts'
import { pathOf } from './place.ts'
import type { Button, Message, Who } from './port.ts'
import { playSay } from './words.ts'

const INVOICE = /lnbcrt[0-9a-z]{50,}/i

export function drawBubble(message: Message, who: Who, visit: Visit): Drawn {
  const say = playSay(visit.language)
  const { message_id: id, from, photo, reply_to_message: replied } = message
  const text = message.text ?? message.caption ?? ''
  const invoice = from.is_bot && who.place === 'private' ? INVOICE.exec(text)?.[0] : undefined
  const side = from.is_bot ? 'bot' : from.username === who.as ? 'mine' : ''
  return html`
    <li class=${`bubble ${side}`} id=${`m${id}`}>
      <p class="by">
        ${nameOf(message, visit)}${message.edit_date !== undefined && html` <span class="dim">(${say('edited')})</span>`}
      </p>
      ${replied !== undefined && html`<blockquote>${nameOf(replied, visit)}: ${(replied.text ?? replied.caption ?? '').slice(0, 80)}</blockquote>`}
      ${photo !== undefined && html`<img src=${photo} alt=${say('picture')} width="200" height="200" />`}
      <p class="body">${drawFormatted(text, message.entities ?? message.caption_entities ?? [])}</p>
      ${(message.reply_markup?.inline_keyboard ?? []).map((row, at) => drawRow(row, at, message, who, visit))}
      ${
        invoice !== undefined &&
        html`<p class="keys">
          <button class="main" form="pay" name="invoice" value=${invoice} id=${`pay${id}`}>
            ${say('payIt')}
          </button>
        </p>`
      }
      ${
        who.place === 'group' &&
        html`<p class="by">
          <a id=${`r${id}`} href=${visit.link(pathOf(who, { reply: String(id) }))}
            >${say('reply')}<span class="unseen"> ${nameOf(message, visit)}</span></a
          >
        </p>`
      }
    </li>
  `
}

export const nameOf = ({ from }: Pick<Message, 'from'>, { language }: Visit): string =>
  from.is_bot ? playSay(language)('bot') : from.first_name

const drawRow = (
  row: readonly Button[],
  at: number,
  { message_id: id }: Message,
  who: Who,
  visit: Visit
): Drawn => html`
  <p class="keys">
    ${row.map((button, column) => {
      const place = `${id}.${at}.${column}`
      return button.callback_data === undefined
        ? drawLink(button, who, visit)
        : html`<button form="press" name="press" value=${place} id=${`b${place}`}>
            ${button.text}
          </button>`
    })}
  </p>
`

/** A link to the bot opens the reader's private chat with it, as in Telegram. */
function drawLink({ text, url = '' }: Button, who: Who, visit: Visit): Drawn {
  const start = /^https:\/\/t\.me\/\w+(?:\?start=([\w-]*))?$/.exec(url)
  const to =
    start === null
      ? url
      : visit.link(pathOf({ ...who, place: 'private' }, { start: start[1] ?? '' }))
  return html`<a class="button" href=${to} rel="noopener">${text}</a>`
}
