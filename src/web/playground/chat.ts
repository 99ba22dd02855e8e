// The chat window: the choice of chat, its messages, and the field to write in.
import { html, type Drawn } from '../ground/html.ts'
import type { Visit } from '../ground/visit.ts'
import { hidden } from '../ground/form.ts'
import { drawBubble, nameOf } from './bubble.ts'
import { PHONE } from './phone.ts'
import { numberOf, pathOf, titleCase } from './place.ts'
import { NAMES, PLACES, type Message, type Seen, type Who } from './port.ts'
import { playSay } from './words.ts'

export const drawChat = (seen: Seen, who: Who, visit: Visit): Drawn => html`
  <section class="card chat" aria-label=${titleOf(who, visit)}>
    ${drawTabs(who, visit)} ${drawLog(seen, who, visit)} ${drawWriting(seen, who, visit)}
    <form id="press" method="post" action=${visit.link('/playground/press')} data-here>
      ${hidden({ csrf: visit.csrf(), as: who.as, place: who.place })}
    </form>
  </section>
`

const titleOf = ({ as, place }: Who, { language }: Visit): string =>
  playSay(language)(place === 'group' ? 'group' : 'alone', { name: titleCase(as) })

const drawTabs = (who: Who, visit: Visit): Drawn => html`
  <nav aria-label=${playSay(visit.language)('chats')}>
    <ul class="sorts">
      ${PLACES.flatMap(place => NAMES.map(as => ({ ...who, as, place }))).map(one => {
        const isHere = one.as === who.as && one.place === who.place
        return html`<li>
          <a href=${visit.link(pathOf(one))} aria-current=${isHere ? 'true' : null}
            >${titleOf(one, visit)}</a
          >
        </li>`
      })}
    </ul>
  </nav>
`

/** The part that updates live. */
export function drawLog({ messages, whisper, at }: Seen, who: Who, visit: Visit): Drawn {
  const say = playSay(visit.language)
  return html`
    <div
      id="log"
      class="log"
      data-part
      data-at=${at}
      tabindex="0"
      role="region"
      aria-label=${say('log')}
    >
      ${messages.length === 0 && html`<p class="dim">${say('empty')}</p>`}
      <ol>
        ${messages.map(message => drawBubble(message, who, visit))}
      </ol>
      ${whisper !== undefined && html`<p class="notice said" id="whisper">${whisper}</p>`}
    </div>
  `
}

function drawWriting({ messages }: Seen, who: Who, visit: Visit): Drawn {
  const say = playSay(visit.language)
  const reply = numberOf(visit.query['reply'])
  const replied = messages.find(({ message_id: id }) => id === reply)
  return html`
    <form class="writing" method="post" action=${visit.link('/playground/say')} data-here="clear">
      ${hidden({ csrf: visit.csrf(), as: who.as, place: who.place })}
      ${replied !== undefined && drawReplied(replied, who, visit)}
      <div class="field">
        <label for="text">${say('write', { name: titleCase(who.as) })}</label>
        <div class="row">
          <input id="text" name="text" type="text" maxlength="4096" autocomplete="off" />
          <button class="main">${say('send')}</button>
        </div>
      </div>
      <div class="chips" role="group" aria-label=${say('shortcuts')}>
        ${chipsOf(who, visit).map(
          ([text, label]) => html`<button name="chip" value=${text}>${label}</button>`
        )}
      </div>
    </form>
  `
}

function drawReplied(replied: Message, who: Who, visit: Visit): Drawn {
  const say = playSay(visit.language)
  const text = (replied.text ?? replied.caption ?? '').slice(0, 80)
  return html`
    <p class="notice">
      ${say('replyTo', { name: nameOf(replied, visit), text })}${' '}
      <a href=${visit.link(pathOf(who))}>${say('noReply')}</a>
    </p>
    ${hidden({ reply: String(replied.message_id) })}
  `
}

type Chip = readonly [text: string, label: string]

function chipsOf({ place }: Who, { language, query }: Visit): readonly Chip[] {
  const same = (text: string): Chip => [text, text]
  if (place === 'group') return ['/tip 100', '/giveaway 50', '/help'].map(same)
  const payload = /^[\w-]{1,64}$/.exec(query['start'] ?? '')?.[0]
  return [
    [payload === undefined ? '/start' : `/start ${payload}`, playSay(language)('start')],
    ...['/balance', '/deposit 5000', '/lapps', '/buy lnsms', PHONE, '/history'].map(same)
  ]
}
