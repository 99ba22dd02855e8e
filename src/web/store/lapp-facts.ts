// Facts about a LApp to know before buying.
import { lappText } from '../../bot/texts/lapp-text.ts'
import { msat } from '../../core/msat.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { sats } from '../ground/amounts.ts'
import { facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Visit } from '../ground/visit.ts'
import { storeSay } from './words.ts'

export function drawFacts(card: LAppCard, { language }: Visit): Drawn {
  const say = storeSay(language)
  const { limits, alerts, refund } = card.manifest
  const amounts = {
    min: sats(msat(limits.msatMin), language),
    max: sats(msat(limits.msatMax), language)
  }
  const links = (['homepage', 'terms', 'support'] as const).flatMap(what => {
    const url = safeUrl(card.manifest[what])
    return url === undefined
      ? []
      : [html`<a href=${url} rel="noopener noreferrer nofollow">${say(what)}</a>`]
  })
  return html`
    <aside class="card" aria-labelledby="facts">
      <h2 id="facts">${say('facts')}</h2>
      ${alerts.before !== undefined && html`<p class="notice warn">${lappText(card, language, 'alerts.before', alerts.before)}</p>`}
      ${facts([
        [say('limits'), say('from_to', amounts)],
        [say('refund'), lappText(card, language, 'refund', refund.text)]
      ])}
      <p class="row">${links}</p>
    </aside>
  `
}

/** A URL from a LApp may only point to a web page; otherwise it is dropped. */
const safeUrl = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined
