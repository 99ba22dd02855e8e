// A LApp at a glance: its icon, its price, and badges.
import { iconOf } from '../../bot/texts/lapp-text.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import type { Store } from './rooms.ts'
import { storeSay } from './words.ts'

/** Its own icon, or that of its category. */
export function drawIcon({ assets }: Store, card: LAppCard, big = false): Drawn {
  const name = `${card.id}.icon.svg`
  const inner = Object.hasOwn(assets.sizes(), name)
    ? html`<img src=${assets.at(name)} alt="" width="28" height="28" />`
    : iconOf(card)
  return html`<div class=${big ? 'icon big' : 'icon'} aria-hidden="true">${inner}</div>`
}

const MOODS = { good: 'good', failing: 'warn', paused: 'bad', unknown: '' } as const

export function drawBadges({ health }: Store, card: LAppCard, language: Language): Drawn {
  const say = storeSay(language)
  const { state, successRate } = health.of(card.id)
  const rate =
    successRate === null ? '' : ` · ${say('rate', { rate: String(Math.round(successRate * 100)) })}`
  return html`
    <ul class="badges">
      <li class="badge">${say(card.manifest.price)}</li>
      <li class="badge" title=${say('tier', { tier: card.tier })}>${card.tier}</li>
      ${
        card.status === 'active'
          ? html`<li class=${`badge ${MOODS[state]}`}>${say(state)}${rate}</li>`
          : html`<li class="badge bad">${say(card.status)}</li>`
      }
    </ul>
  `
}

export const canBuy = ({ health }: Store, card: LAppCard): boolean =>
  card.status === 'active' && health.of(card.id).state !== 'paused'
