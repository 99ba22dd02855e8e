// The operator's sections: solvency, holds by age, stuck payments, deposits in suspense.
import { showId } from '../../core/ids.ts'
import type { Holds } from '../../observe/holds.ts'
import type { Books } from '../../observe/solvency.ts'
import type { PaymentRow } from '../../payment/entity.ts'
import { sats } from '../ground/amounts.ts'
import { drawTime } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import { drawTable } from '../ground/table.ts'
import type { Visit } from '../ground/visit.ts'
import type { OperatorRooms } from './rooms.ts'
import { warningIn } from './warnings.ts'
import { operatorSay } from './words.ts'

export function drawHealth(
  { missing, warnings }: Awaited<ReturnType<OperatorRooms['ready']>>,
  language: Language
): Drawn {
  const say = operatorSay(language)
  const isWell = missing.length + warnings.length === 0
  return html`
    <h2>${say('warnings')}</h2>
    ${missing.length > 0 && html`<p class="notice bad">${say('missing', { what: missing.map(one => warningIn(language, one) ?? one).join(', ') })}</p>`}
    ${warnings.map(warning => drawWarning(warning, language))}
    ${isWell && html`<p class="notice good">${say('allWell')}</p>`}
  `
}

function drawWarning(warning: string, language: Language): Drawn {
  const said = warningIn(language, warning)
  return html`<p class="notice warn" lang=${said === undefined ? 'en' : null}>
    ${said ?? warning}
  </p>`
}

const AGES = new Map([
  [60, 'upTo60'],
  [600, 'upTo600'],
  [3_600, 'upTo3600'],
  [86_400, 'upTo86400']
] as const)

export function drawHolds(holds: readonly Holds[], language: Language): Drawn {
  const say = operatorSay(language)
  const age = ({ seconds }: Holds): string => say(AGES.get(seconds as 60) ?? 'older')
  return html`
    <h2>${say('holds')}</h2>
    ${drawTable(
      say('holds'),
      [say('age'), say('count'), say('held')],
      holds.map(one => [age(one), String(one.count), sats(one.heldMsat, language)]),
      say('noHolds')
    )}
  `
}

export function drawStuck(rows: readonly PaymentRow[], visit: Visit): Drawn {
  const say = operatorSay(visit.language)
  return html`
    <h2>${say('stuck')}</h2>
    ${drawTable(
      say('stuck'),
      [say('payment'), say('amount'), say('sentAt'), say('reply')],
      rows.map(row => [
        html`<a href=${visit.link(`/operator/payments/${showId('pay', row.id)}`)}
          ><code>${showId('pay', row.id)}</code></a
        >`,
        sats(row.amountMsat, visit.language),
        row.dispatchedAt === null ? '' : drawTime(row.dispatchedAt),
        replyOf(row) ?? say('noReply')
      ]),
      say('noStuck')
    )}
  `
}

export const replyOf = (row: Pick<PaymentRow, 'replyCode' | 'replyMessage'>): string | undefined =>
  row.replyMessage === null ? undefined : `${row.replyCode ?? ''} ${row.replyMessage}`.trim()

export function drawSuspense(
  receipts: Awaited<ReturnType<OperatorRooms['suspended']>>,
  books: Pick<Books, 'doubtful' | 'lost'> | undefined,
  language: Language
): Drawn {
  const say = operatorSay(language)
  const { doubtful = 0, lost = 0 } = books ?? {}
  return html`
    <h2>${say('suspense')}</h2>
    ${doubtful > 0 && html`<p class="notice warn">${say('doubtful', { count: String(doubtful) })}</p>`}
    ${lost > 0 && html`<p class="notice bad">${say('lost', { count: String(lost) })}</p>`}
    ${drawTable(
      say('suspense'),
      [say('receipt'), say('amount'), say('paidAt'), say('label')],
      receipts.map(({ id, amountMsat, paidAt, label }) => [
        html`<code>${showId('rcp', id)}</code>`,
        sats(amountMsat, language),
        drawTime(paidAt),
        label
      ]),
      say('noSuspense')
    )}
  `
}
