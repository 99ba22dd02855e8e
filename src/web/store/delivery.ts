// Renders what was delivered; its secrets are shown once.
import { fieldTitle } from '../../bot/texts/lapp-text.ts'
import type { Field } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Purchase } from '../../purchase/view.ts'
import { drawCopy, facts, said, type Fact } from '../ground/facts.ts'
import { hidden } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import type { Visit } from '../ground/visit.ts'
import { isSecret } from './answers.ts'
import { storeSay } from './words.ts'

export type Bought = {
  readonly card: LAppCard | undefined
  readonly purchase: Purchase
  /** Where its secrets are requested, and whether they were shown already. */
  readonly reveal: { readonly path: string; readonly isGone: boolean } | undefined
  /** Whether to show the secrets, this once. */
  readonly secrets?: boolean
  /** Replaces the notice of a refund: what a guest paid is kept for them. */
  readonly note?: string
}

export function drawDelivery(bought: Bought, visit: Visit): Drawn {
  const { purchase, card } = bought
  const say = storeSay(visit.language)
  const output = Object.entries(purchase.delivery.output ?? {})
  if (purchase.delivery.state !== 'ready' || output.length === 0) return html`<span></span>`
  const fieldOf = (name: string): Field | undefined =>
    card?.output !== undefined && Object.hasOwn(card.output.properties, name)
      ? card.output.properties[name]
      : undefined
  const shown = (name: string, value: unknown): Fact => {
    const title = card === undefined ? name : fieldTitle(card, visit.language, 'output', name)
    return [title, drawValue(String(value), fieldOf(name), visit.language)]
  }
  const [open, hidden] = [false, true].map(secret =>
    output.filter(([name]) => isSecret(fieldOf(name)) === secret)
  )
  return html`
    <h2>${say('delivery')}</h2>
    ${facts((open ?? []).map(([name, value]) => shown(name, value)))}
    ${
      hidden !== undefined &&
      hidden.length > 0 &&
      drawSecrets(
        bought,
        hidden.map(([name, value]) => shown(name, value)),
        visit
      )
    }
  `
}

function drawSecrets({ reveal, secrets }: Bought, rows: readonly Fact[], visit: Visit): Drawn {
  const say = storeSay(visit.language)
  if (secrets === true)
    return html`<div class="secret">
      <p>${say('secretNow')}</p>
      ${facts(rows)}
    </div>`
  if (reveal === undefined || reveal.isGone) return html`<p class="notice">${say('secretGone')}</p>`
  return html`
    <form class="secret" method="post" action=${visit.link(reveal.path)}>
      <p>${say('secretHidden')}</p>
      ${hidden({ csrf: visit.csrf() })}
      <button class="main">${say('reveal')}</button>
    </form>
  `
}

/** Links only to a web page; everything else is text. */
function drawValue(text: string, field: Field | undefined, language: Language): Drawn {
  const isLink =
    field !== undefined && 'format' in field && field.format === 'uri' && /^https?:\/\//i.test(text)
  return html`
    ${isLink ? html`<a href=${text} rel="noopener noreferrer nofollow">${text}</a>` : said(text)}
    ${drawCopy(text, language)}
  `
}
