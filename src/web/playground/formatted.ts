// Renders a message's text with its formatting: each piece in all entities that cover it. What
// somebody wrote stays text.
import { html, type Drawn } from '../ground/html.ts'
import type { Entity } from './port.ts'

export function drawFormatted(text: string, entities: readonly Entity[]): Drawn {
  const ends = entities.flatMap(({ offset, length }) => [offset, offset + length])
  const cuts = [...new Set([0, ...ends, text.length])]
    .filter(at => at >= 0 && at <= text.length)
    .toSorted((a, b) => a - b)
  const pieces = cuts.slice(1).map((end, place) => {
    const start = cuts[place] ?? 0
    const over = entities.filter(({ offset, length }) => offset <= start && offset + length >= end)
    return over.reduce<Drawn | string>(wrap, text.slice(start, end))
  })
  return html`<span class="said">${pieces}</span>`
}

function wrap(inner: Drawn | string, { type, url }: Entity): Drawn | string {
  switch (type) {
    case 'bold':
      return html`<b>${inner}</b>`
    case 'italic':
    case 'blockquote':
      return html`<i>${inner}</i>`
    case 'underline':
      return html`<u>${inner}</u>`
    case 'strikethrough':
      return html`<s>${inner}</s>`
    case 'code':
    case 'pre':
      return html`<code>${inner}</code>`
    case 'text_link':
      return /^https?:\/\//i.test(url ?? '')
        ? html`<a href=${url} rel="noopener noreferrer nofollow">${inner}</a>`
        : inner
    default:
      return inner
  }
}
