// The page of a payment: its progress, in words, and its receipt.
import { failureWords } from '../../bot/texts/reasons.ts'
import { say as botSay } from '../../bot/texts/say.ts'
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import type { Payment } from '../../payment/view.ts'
import { sats } from '../ground/amounts.ts'
import { code, drawCopy, drawTime, facts, said } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Site } from '../ground/site.ts'
import type { Language } from '../ground/speech.ts'
import { drawProgress } from '../ground/steps.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { hidden } from '../ground/form.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

export function addPayments(site: Site, wallet: Wallet): void {
  site.page('/wallet/payments/:id', { scope: 'account:read' }, async visit => {
    const payment = await find(wallet, visit)
    // A purchase's payment: the purchase has its own page.
    if (payment.purchase !== null) return { go: `/purchases/${showId('pur', payment.purchase)}` }
    return {
      title: walletSay(visit.language)('aPayment'),
      narrow: true,
      events: `${pathOf(payment)}/events`,
      body: draw(payment, visit)
    }
  })
  site.events('/wallet/payments/:id/events', { scope: 'account:read' }, async visit =>
    draw(await find(wallet, visit), visit)
  )
  site.form('/wallet/payments/:id/cancel', { scope: 'payments:write' }, async visit => {
    const payment = await find(wallet, visit)
    try {
      await wallet.payments.cancel(payment.account, payment.id)
    } catch (error) {
      // It was sent in the meantime, and its page shows that.
      if (!(error instanceof AppError && error.code === 'being_paid')) throw error
    }
    return { go: pathOf(payment) }
  })
}

const pathOf = ({ id }: Payment): string => `/wallet/payments/${showId('pay', id)}`

const find = async ({ payments }: Wallet, visit: Visit): Promise<Payment> =>
  found(visit, ['pay', 'payment'], id => payments.find(callerOf(visit).account, id))

type Stage = 'held' | 'sent' | 'stuck' | 'paid' | 'failed'

function stageOf({ status, waits, stuck }: Payment): Stage {
  if (status !== 'pending') return status === 'succeeded' ? 'paid' : 'failed'
  return waits ? 'held' : stuck ? 'stuck' : 'sent'
}

const NOTICES = {
  held: 'notice',
  sent: 'notice',
  stuck: 'notice warn',
  paid: 'notice good',
  failed: 'notice bad'
} as const satisfies Record<Stage, string>

function draw(payment: Payment, visit: Visit): Drawn {
  const { language } = visit
  const say = walletSay(language)
  const stage = stageOf(payment)
  return html`
    <h1>${say(`head_${stage}`)}</h1>
    <p class="amount">${sats(payment.amountMsat, language)}</p>
    ${drawSteps(stage, language)}
    <p class=${NOTICES[stage]}>
      ${stage === 'failed' && failureWords(language, payment.error).text} ${say(`what_${stage}`)}
    </p>
    ${stage === 'held' && drawCancel(payment, visit)} ${drawAction(payment.successAction, language)}
    ${drawReceipt(payment, language)}
    <p class="row">
      <a class="button" href=${visit.link('/wallet')}>${say('toWallet')}</a>
    </p>
    ${payment.status !== 'pending' && html`<span data-over hidden></span>`}
  `
}

const STEPS = ['held', 'sent', 'paid'] as const

function drawSteps(stage: Stage, language: Language): Drawn {
  const texts = STEPS.map(step => walletSay(language)(`step_${step}`))
  const at = { held: 0, sent: 1, stuck: 1, paid: 2, failed: 1 }[stage]
  return drawProgress(texts, at, stage === 'failed' ? 'lost' : stage === 'paid' ? 'done' : 'now')
}

/** Only while nothing of it was sent. */
const drawCancel = (payment: Payment, visit: Visit): Drawn => html`
  <form method="post" action=${visit.link(`${pathOf(payment)}/cancel`)}>
    ${hidden({ csrf: visit.csrf() })}
    <p><button class="danger">${walletSay(visit.language)('takeBack')}</button></p>
  </form>
`

/** The success action of the payee's service (LUD-09, LUD-10): a ticket, a PIN, a link. */
function drawAction(action: Payment['successAction'], language: Language): Drawn {
  const say = walletSay(language)
  switch (action?.tag) {
    case undefined:
      return html`<span></span>`
    case 'message':
      return html`<h2>${botSay(language, 'tx.gave').text}</h2>
        <p>${said(action.message)}</p>`
    case 'url':
      return html`<h2>${botSay(language, 'tx.gave').text}</h2>
        <p>${said(action.description)}</p>
        <p>
          <a
            href=${/^https?:/i.test(action.url) ? action.url : null}
            rel="noopener noreferrer nofollow"
            >${action.url}</a
          >
          (${action.host})
        </p>`
    case 'aes':
      return html`<h2>${botSay(language, 'tx.gave').text}</h2>
        <p>${said(action.description)}</p>
        ${action.text === null ? html`<p>${say('sealed')}</p>` : html`<p class="secret said">${action.text}</p>`}`
    default:
      return action satisfies never
  }
}

function drawReceipt(payment: Payment, language: Language): Drawn {
  const say = walletSay(language)
  const named = (key: 'fee' | 'description' | 'payee' | 'comment' | 'preimage' | 'hash' | 'id') =>
    botSay(language, `tx.${key}`).text
  const { preimage, description, comment, feeMsat } = payment
  return html`<h2>${say(payment.status === 'succeeded' ? 'receipt' : 'details')}</h2>
    ${facts([
      feeMsat === null
        ? [say('fee'), sats(payment.maxFeeMsat, language)]
        : [named('fee'), sats(feeMsat, language)],
      description !== null && description !== '' && [named('description'), said(description)],
      [named('payee'), code(payment.payee)],
      comment !== null && comment !== '' && [named('comment'), said(comment)],
      preimage !== null && [say('proof'), html`${code(preimage)} ${drawCopy(preimage, language)}`],
      [named('hash'), code(payment.paymentHash)],
      [say('when'), drawTime(payment.finishedAt ?? payment.createdAt)],
      [named('id'), code(showId('pay', payment.id))]
    ])}`
}
