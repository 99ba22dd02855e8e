// Sends money to a person: asks for the recipient, then for confirmation; free, instant, and final.
import { findDestination } from '../../bot/grammar/find-destination.ts'
import { showDay } from '../../bot/texts/show-time.ts'
import { say as botSay } from '../../bot/texts/say.ts'
import { AppError } from '../../core/errors.ts'
import { showId, type Id } from '../../core/ids.ts'
import { ZERO, type Msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import { sats } from '../ground/amounts.ts'
import { code, facts, said, type Facts } from '../ground/facts.ts'
import { html } from '../ground/html.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { mustProve } from '../sign-in/must-prove.ts'
import { drawField, hidden } from '../ground/form.ts'
import { readTyped } from './amount.ts'
import { doneBefore, keyFor } from './screen-key.ts'
import { newOnce, onceOf } from '../ground/once.ts'
import { amountIn } from './pay.ts'
import { payPath } from './pay-path.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

const MEMO_MAX = 200

export function addSend(site: Site, wallet: Wallet): void {
  site.page('/wallet/send', { scope: 'transfers:write' }, visit => drawForm(visit, newOnce(wallet)))
  site.form('/wallet/send', { scope: 'transfers:write' }, async visit => take(wallet, visit))
  site.page('/wallet/send/confirm', { scope: 'transfers:write' }, async visit => {
    const once = onceOf(visit.query['once'])
    const before = await doneBefore(wallet, callerOf(visit).account, 'transfer', once)
    return before === undefined ? confirm(wallet, visit, once) : { go: pathOf(before) }
  })
  site.form('/wallet/send/confirm', { scope: 'transfers:write' }, async visit =>
    send(wallet, visit)
  )
}

const pathOf = (transfer: Id): string => `/wallet/transfers/${showId('trf', transfer)}`

type Person = {
  /** The recipient in the room's notation. */
  readonly to: string
  readonly name?: string
  readonly since?: Date
}

/** A username is accepted only while its bearer was seen under it just now. */
async function personOf({ people }: Wallet, text: string): Promise<Person | undefined> {
  if (/^(acc_[0-9a-f]{32}|telegram:[1-9]\d{0,15})$/.test(text)) return { to: text }
  const username = /^@(\w{4,32})$/.exec(text)?.[1]
  const found = username === undefined ? undefined : await people.named(username)
  return found && { to: `telegram:${found.id}`, name: found.name, since: found.since }
}

type Faults = { readonly to?: string; readonly amount?: string }

async function take(wallet: Wallet, visit: Visit): Promise<Shown> {
  const say = walletSay(visit.language)
  const once = onceOf(visit.form['once'])
  const to = (visit.form['to'] ?? '').trim()
  const memo = plainText(visit.form['memo'] ?? '', MEMO_MAX)
  const typed = await readTyped(wallet, visit.form['amount'] ?? '', visit.language)
  if (typed.is === 'wrong') return drawForm(visit, once, { amount: typed.said })
  const amount = String(typed.amountMsat)
  if ((await personOf(wallet, to)) === undefined) {
    const payee = findDestination(to)
    if (payee !== undefined) return { go: payPath({ to: payee, once, amount, comment: memo }) }
    return drawForm(visit, once, { to: say(to.startsWith('@') ? 'stranger' : 'nobody') })
  }
  const query = new URLSearchParams({ to, amount, memo, once })
  return { go: `/wallet/send/confirm?${query.toString()}` }
}

function drawForm(visit: Visit, once: string, faults: Faults = {}): Page {
  const say = walletSay(visit.language)
  const { form } = visit
  return {
    title: say('send'),
    narrow: true,
    status: Object.keys(faults).length > 0 ? 422 : 200,
    body: html`
      <h1>${say('send')}</h1>
      <form method="post" action=${visit.link('/wallet/send')}>
        ${hidden({ csrf: visit.csrf(), once })}
        ${drawField({
          name: 'to',
          label: say('whom'),
          hint: say('whomHint'),
          value: form['to'],
          fault: faults.to,
          props: { required: true, autocapitalize: 'off', spellcheck: 'false', maxlength: 500 }
        })}
        ${drawField({
          name: 'amount',
          label: say('amountInSat'),
          value: form['amount'],
          fault: faults.amount,
          props: { required: true, inputmode: 'decimal' }
        })}
        ${drawField({
          name: 'memo',
          label: say('words'),
          value: form['memo'],
          props: { maxlength: MEMO_MAX }
        })}
        <button class="main">${say('goOn')}</button>
      </form>
    `
  }
}

async function confirm(
  wallet: Wallet,
  visit: Visit,
  once: string,
  refusal?: AppError
): Promise<Page> {
  const asked = refusal === undefined ? visit.query : visit.form
  const { to = '', memo = '' } = asked
  const amountMsat = amountIn(asked['amount'])
  const person = await personOf(wallet, to)
  if (person === undefined || amountMsat === undefined) return drawForm(visit, once)
  const say = walletSay(visit.language)
  const account = await wallet.accounts.find(callerOf(visit).account)
  const fields = { to: person.to, once, memo, amount: String(amountMsat) }
  return {
    title: say('send'),
    narrow: true,
    status: refusal === undefined ? 200 : 422,
    body: html`
      <h1>${say('sendThis')}</h1>
      <p class="amount">${sats(amountMsat, visit.language)}</p>
      ${refusal !== undefined && drawRefusal(visit, refusal)}
      ${facts(rowsOf(person, memo, account?.balanceMsat ?? ZERO, visit))}
      <p class="notice">${say('final')}</p>
      <form method="post" action=${visit.link('/wallet/send/confirm')}>
        ${hidden({ csrf: visit.csrf(), ...fields })}
        <div class="row">
          <button class="main" data-busy=${say('sending')}>
            ${say('sendYes', { amount: sats(amountMsat, visit.language) })}
          </button>
          <a class="button" href=${visit.link('/wallet/send')}>${say('no')}</a>
        </div>
      </form>
    `
  }
}

function rowsOf(
  { to, name, since }: Person,
  memo: string,
  balance: Msat,
  { language }: Visit
): Facts {
  const say = walletSay(language)
  return [
    name !== undefined && [botSay(language, 'tx.to').text, said(name)],
    [name === undefined ? botSay(language, 'tx.to').text : say('whomId'), code(to)],
    since !== undefined && [say('knownSince'), showDay(since, language)],
    memo !== '' && [botSay(language, 'tx.memo').text, said(memo)],
    [say('fee'), say('free')],
    [say('have'), sats(balance, language)]
  ]
}

async function send(wallet: Wallet, visit: Visit): Promise<Shown> {
  const { account, limits } = callerOf(visit)
  const { to = '', memo = '' } = visit.form
  const once = onceOf(visit.form['once'])
  const amountMsat = amountIn(visit.form['amount'])
  if (amountMsat === undefined) throw new AppError('invalid_request', 'Open the page anew')
  const body = { to, memo, amount: String(amountMsat) }
  if (await mustProve(wallet, visit.session, amountMsat)) {
    const next = `/wallet/send/confirm?${new URLSearchParams({ ...body, once }).toString()}`
    return { go: `/sign-in?why=limit&next=${encodeURIComponent(next)}` }
  }
  try {
    const { transfer } = await wallet.transfers.send(
      account,
      keyFor(account, 'transfer', once, body),
      { to, amountMsat, memo: memo === '' ? undefined : memo, expiresInSeconds: undefined },
      limits
    )
    return { go: pathOf(transfer.id) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return confirm(wallet, visit, once, error)
  }
}
