// Lists LApps, failing webhooks, and operators' decisions.
import { titleOf } from '../../bot/texts/lapp-text.ts'
import { showId } from '../../core/ids.ts'
import type { WebhookRow } from '../../notify/entity.ts'
import type { Health } from '../../purchase/health.ts'
import { drawTime } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import { drawTable, type Cell } from '../ground/table.ts'
import type { Operating, OperatorRooms } from './rooms.ts'
import { operatorSay } from './words.ts'

const MOODS = {
  good: ['good', 'good'],
  failing: ['failing', 'warn'],
  paused: ['paused', 'bad'],
  unknown: ['none', '']
} as const

export function drawLApps({ catalogue, health }: Operating, language: Language): Drawn {
  const say = operatorSay(language)
  const state = ({ state, why }: Health): Cell => {
    const [word, mood] = MOODS[state]
    return html`<span class=${`badge ${mood}`}>${say(word)}</span> ${why}`
  }
  return html`
    <h2>${say('lapps')}</h2>
    ${drawTable(
      say('lapps'),
      [say('lapp'), say('state'), say('rate'), say('latency')],
      catalogue.map(card => {
        const seen = health.of(card.id)
        const isOff = card.status !== 'active' && seen.state !== 'paused'
        return [
          titleOf(card, language),
          isOff ? card.status : state(seen),
          seen.successRate === null ? '–' : `${Math.round(seen.successRate * 100)} %`,
          seen.latencyMs === null ? '–' : `${seen.latencyMs} ms`
        ]
      })
    )}
  `
}

/** Only the host: a path may contain a secret of its owner. */
export function drawWebhooks(rows: readonly WebhookRow[], language: Language): Drawn {
  const say = operatorSay(language)
  return html`
    <h2>${say('webhooks')}</h2>
    ${drawTable(
      say('webhooks'),
      [say('webhook'), say('account'), say('host'), say('since'), say('state')],
      rows.map(row => [
        html`<code>${showId('whk', row.id)}</code>`,
        html`<code>${showId('acc', row.account)}</code>`,
        URL.parse(row.url)?.host ?? '',
        row.failingSince === null ? '' : drawTime(row.failingSince),
        row.disabledAt === null ? say('tried') : say('off', { why: row.disabledBecause ?? '' })
      ]),
      say('noWebhooks')
    )}
  `
}

export function drawOperations(
  decided: Awaited<ReturnType<OperatorRooms['operations']>>,
  language: Language
): Drawn {
  const say = operatorSay(language)
  return html`
    <h2>${say('decisions')}</h2>
    ${drawTable(
      say('decisions'),
      [say('when'), say('what'), say('who'), say('why')],
      decided.map(({ at, what, operator, reason }) => [drawTime(at), what, operator, reason]),
      say('noDecisions')
    )}
  `
}
