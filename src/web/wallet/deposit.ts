// Tops up: asks for amount and method, and redirects to the invoice page.
import { AppError } from '../../core/errors.ts'
import { showId, type Id } from '../../core/ids.ts'
import { plainText } from '../../core/plain-text.ts'
import { found } from '../ground/found.ts'
import { isLate } from '../../deposit/entity.ts'
import type { Offered } from '../../deposit/deposits.ts'
import { say as botSay } from '../../bot/texts/say.ts'
import { sats } from '../ground/amounts.ts'
import { code, drawTime, facts, said, type Facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawField, hidden } from '../ground/form.ts'
import { readTyped } from './amount.ts'
import { keyFor } from './screen-key.ts'
import { newOnce, onceOf } from '../ground/once.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

const MEMO_MAX = 100

export function addDeposits(site: Site, wallet: Wallet): void {
  site.page('/wallet/deposit', { scope: 'deposits:write' }, async visit =>
    draw(wallet, visit, { once: newOnce(wallet) })
  )
  site.form('/wallet/deposit', { scope: 'deposits:write' }, async visit => open(wallet, visit))
  site.page('/wallet/deposits/:id', { scope: 'account:read' }, async visit =>
    drawReceipt(wallet, visit)
  )
}

async function open(wallet: Wallet, visit: Visit): Promise<Shown> {
  const { account } = callerOf(visit)
  const once = onceOf(visit.form['once'])
  const offered = await wallet.deposits.methods()
  const method = offered.find(one => one.method === visit.form['method'])?.method
  const text = (visit.form['amount'] ?? '').trim()
  const typed = text === '' ? undefined : await readTyped(wallet, text, visit.language)
  if (typed?.is === 'wrong') return draw(wallet, visit, { once, fault: typed.said })
  const amountMsat = typed?.amountMsat
  const memo = plainText(visit.form['memo'] ?? '', MEMO_MAX)
  try {
    const { deposit } = await wallet.deposits.open({
      account,
      key: keyFor(account, 'deposit', once, { method, amountMsat: String(amountMsat), memo }),
      method,
      amountMsat,
      memo: memo === '' ? undefined : memo,
      expiresInSeconds: undefined
    })
    return { go: `/pay/${showId('dep', deposit.id)}` }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    // A changed request is a new operation: the screen gets a new key.
    return draw(wallet, visit, { once: newOnce(wallet), refusal: error })
  }
}

type Asked = { readonly once: string; readonly fault?: string; readonly refusal?: AppError }

async function draw(
  { deposits }: Wallet,
  visit: Visit,
  { once, fault, refusal }: Asked
): Promise<Page> {
  const say = walletSay(visit.language)
  const offered = await deposits.methods()
  return {
    title: say('deposit'),
    narrow: true,
    status: (fault ?? refusal) === undefined ? 200 : 422,
    body: html`
      <h1>${say('deposit')}</h1>
      ${refusal !== undefined && drawRefusal(visit, refusal)}
      <form method="post" action=${visit.link('/wallet/deposit')}>
        ${hidden({ csrf: visit.csrf(), once })}
        ${drawField({
          name: 'amount',
          label: say('howMuch'),
          hint: say('anyAmount'),
          // Prefilled with the missing amount, if a refusal linked here.
          value: visit.form['amount'] ?? visit.query['amount'],
          fault,
          props: { inputmode: 'decimal' }
        })}
        <fieldset class="field">
          <legend>${say('by')}</legend>
          ${offered.map((one, at) => drawMethod(one, at === 0, visit))}
        </fieldset>
        ${drawField({ name: 'memo', label: say('memo'), value: visit.form['memo'], props: { maxlength: MEMO_MAX } })}
        <button class="main" data-busy=${say('asking')}>${say('goOn')}</button>
      </form>
    `
  }
}

function drawMethod(one: Offered, isFirst: boolean, visit: Visit): Drawn {
  const { method, paused, minMsat, maxMsat, confirmations } = one
  const say = walletSay(visit.language)
  const amount = (value: bigint): string => sats(value, visit.language)
  const wanted = visit.form['method']
  const notes = [
    say('from', { min: amount(minMsat) }),
    maxMsat !== null && say('upTo', { max: amount(maxMsat) }),
    confirmations > 0 && say('blocks', { blocks: String(confirmations) }),
    paused && say('paused')
  ].filter(note => note !== false)
  return html`<div>
    <label class="choice">
      <input
        type="radio"
        name="method"
        value=${method}
        disabled=${paused}
        checked=${wanted === undefined ? isFirst : wanted === method}
      />
      <span
        >${botSay(visit.language, `deposit.by.${method}`).text}
        <span class="dim small"> ${notes.join(', ')}</span></span
      >
    </label>
  </div>`
}

async function drawReceipt({ deposits }: Wallet, visit: Visit): Promise<Page> {
  const mine = (id: Id) => deposits.find(callerOf(visit).account, id)
  const it = await found(visit, ['dep', 'deposit'], mine)
  const { language } = visit
  const say = walletSay(language)
  const shown = showId('dep', it.id)
  const amount = it.receivedMsat ?? it.amountMsat
  const named = (key: 'amount' | 'memo' | 'hash' | 'id' | 'status') =>
    botSay(language, `tx.${key}`).text
  const rows: Facts = [
    [named('amount'), amount === null ? say('open') : sats(amount, language)],
    [named('status'), botSay(language, `status.${it.status}`).text],
    it.memo !== null && [named('memo'), said(it.memo)],
    it.paymentHash !== null && [named('hash'), code(it.paymentHash)],
    [say('when'), drawTime(it.settledAt ?? it.createdAt)],
    [named('id'), code(shown)]
  ]
  return {
    title: say('aDeposit'),
    narrow: true,
    body: html`
      <h1>${say(it.status === 'settled' ? 'received' : 'aDeposit')}</h1>
      ${isLate(it) && html`<p class="notice">${say('late')}</p>`} ${facts(rows)}
      <p class="row">
        <a class="button" href=${visit.link(`/pay/${shown}`)}>${say('invoicePage')}</a>
        <a class="button" href=${visit.link('/wallet')}>${say('toWallet')}</a>
      </p>
    `
  }
}
