// The evidence of one payment: what was recorded, and what the node shows now.
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import type { PaymentRow } from '../../payment/entity.ts'
import { sats } from '../ground/amounts.ts'
import { code, drawTime, facts, type Facts } from '../ground/facts.ts'
import { html } from '../ground/html.ts'
import type { Page, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import type { Operating } from './rooms.ts'
import { replyOf } from './sections.ts'
import { operatorSay } from './words.ts'

export function addEvidence(site: Site, { operator }: Operating): void {
  site.page('/operator/payments/:id', { scope: 'admin' }, async visit => {
    const row = await found(visit, ['pay', 'payment'], id => operator.payment(id))
    const node = await operator
      .atNode(row)
      .catch((error: unknown) =>
        error instanceof AppError ? { unknown: error.detail } : undefined
      )
    return draw(row, node, visit)
  })
}

function draw(row: PaymentRow, node: object | undefined, visit: Visit): Page {
  const say = operatorSay(visit.language)
  const id = showId('pay', row.id)
  const isOut = row.state === 'sent'
  return {
    title: say('payment'),
    narrow: true,
    body: html`
      <h1>${say('payment')}</h1>
      <p><code>${id}</code></p>
      <h2>${say('evidence')}</h2>
      ${facts(evidence(row, visit))}
      <h2>${say('atNode')}</h2>
      ${node === undefined ? html`<p>${say('unknown')}</p>` : html`<pre tabindex="0">${JSON.stringify(node, null, 2)}</pre>`}
      ${
        isOut &&
        html`<p>${say('resolveHint')}</p>
          <pre tabindex="0">
npm run gateway -- payment resolve ${id} --fence --reason "…" --yes</pre>`
      }
      <p><a class="button" href=${visit.link('/operator')}>${say('back')}</a></p>
    `
  }
}

/** Never a preimage: it would prove somebody else's payment to whoever sees it. */
function evidence(row: PaymentRow, { language }: Visit): Facts {
  const say = operatorSay(language)
  return [
    [say('account'), code(showId('acc', row.account))],
    [say('state'), row.state],
    [say('amount'), sats(row.amountMsat, language)],
    [say('sentAt'), row.dispatchedAt === null ? '–' : drawTime(row.dispatchedAt)],
    [say('reply'), replyOf(row) ?? say('noReply')],
    [say('hash'), code(row.paymentHash)],
    [say('payee'), code(row.payee)],
    [say('node'), code(row.nodeId ?? '–')],
    [say('generation'), code(row.generation ?? '–')]
  ]
}
