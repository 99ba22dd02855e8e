// Asks for confirmation, as the bot does, and pays at one press: shows the amount, the highest fee,
// the description, the payee, and what comes back once it is paid.
import { reasonWords } from '../../bot/texts/reasons.ts'
import { AppError, ERRORS } from '../../core/errors.ts'
import { showId, type Id } from '../../core/ids.ts'
import { msat, MSAT_MAX, ZERO, type Msat } from '../../core/msat.ts'
import { defaultMaxFee } from '../../payment/fee.ts'
import type { Reading } from '../../payment/invoice/decode.ts'
import { html, type Drawn } from '../ground/html.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { mustProve } from '../sign-in/must-prove.ts'
import { readTyped } from './amount.ts'
import { drawAsk, drawPreview, type Preview } from './pay-screens.ts'
import { doneBefore, keyFor } from './screen-key.ts'
import { onceOf } from '../ground/once.ts'
import { payPath, type Asked } from './pay-path.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

export function addPay(site: Site, wallet: Wallet): void {
  site.page('/wallet/pay', { scope: 'payments:write' }, async visit => {
    const { to = '', amount, comment } = visit.query
    const asked: Asked = { to, amount, comment, once: onceOf(visit.query['once']) }
    const before = await doneBefore(wallet, callerOf(visit).account, 'payment', asked.once)
    return before === undefined ? preview(wallet, asked, visit) : { go: pathOf(before) }
  })
  site.form('/wallet/pay', { scope: 'payments:write' }, async visit => pay(wallet, visit))
}

const pathOf = (payment: Id): string => `/wallet/payments/${showId('pay', payment)}`

const isWithin = (amount: Msat, { minMsat, maxMsat }: Reading): boolean =>
  amount >= (minMsat ?? amount) && amount <= (maxMsat ?? amount)

/** The amount to pay, if known yet. */
async function amountOf(
  wallet: Wallet,
  reading: Reading,
  asked: Asked,
  visit: Visit
): Promise<{ readonly amountMsat?: Msat; readonly fault?: string }> {
  if (reading.amountMsat !== null) return { amountMsat: reading.amountMsat }
  const own = amountIn(asked.amount)
  if (own !== undefined && isWithin(own, reading)) return { amountMsat: own }
  const text = (visit.query['typed'] ?? '').trim()
  if (text === '') return {}
  const typed = await readTyped(wallet, text, visit.language)
  if (typed.is === 'wrong') return { fault: typed.said }
  return isWithin(typed.amountMsat, reading)
    ? { amountMsat: typed.amountMsat }
    : { fault: walletSay(visit.language)('outside') }
}

export function amountIn(text: string | undefined): Msat | undefined {
  if (text === undefined || !/^[1-9]\d{0,15}$/.test(text)) return undefined
  const amount = msat(BigInt(text))
  return amount <= MSAT_MAX ? amount : undefined
}

async function preview(wallet: Wallet, asked: Asked, visit: Visit): Promise<Page> {
  try {
    const reading = await wallet.payments.decode(asked.to)
    if (!reading.payable)
      return refused(visit, reasonWords(visit.language, reading.reason ?? '').text)
    const { amountMsat, fault } = await amountOf(wallet, reading, asked, visit)
    const account = await wallet.accounts.find(callerOf(visit).account)
    const seen = { asked, reading, balanceMsat: account?.balanceMsat ?? ZERO }
    if (amountMsat === undefined) return drawAsk(seen, visit, fault)
    const { to: destination, comment } = asked
    // Asks for a fresh invoice when it is paid: by then this one may have expired.
    const { successAction } = await wallet.payments.prepare({ destination, amountMsat, comment })
    const whole: Preview = {
      ...seen,
      amountMsat,
      successAction,
      maxFeeMsat: defaultMaxFee(amountMsat),
      now: wallet.now()
    }
    return await drawPreview(wallet, whole, visit)
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return refused(visit, drawRefusal(visit, error), error)
  }
}

async function pay(wallet: Wallet, visit: Visit): Promise<Shown> {
  const { account, limits } = callerOf(visit)
  const { to: destination = '', comment = '' } = visit.form
  const once = onceOf(visit.form['once'])
  const [amountMsat, maxFeeMsat] = [visit.form['amount'], visit.form['max_fee']].map(amountIn)
  if (amountMsat === undefined || maxFeeMsat === undefined)
    throw new AppError('invalid_request', 'Open the page anew')
  const asked = { to: destination, once, amount: String(amountMsat), comment }
  if (await mustProve(wallet, visit.session, msat(amountMsat + maxFeeMsat)))
    return { go: `/sign-in?why=limit&next=${encodeURIComponent(payPath(asked))}` }
  const body = { ...asked, max_fee: String(maxFeeMsat) }
  try {
    const { payment } = await wallet.payments.open({
      account,
      key: keyFor(account, 'payment', once, body),
      destination,
      amountMsat,
      maxFeeMsat,
      comment: comment === '' ? undefined : comment,
      allowance: limits
    })
    return { go: pathOf(payment.id) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    const said =
      error.code === 'idempotency_key_reused'
        ? walletSay(visit.language)('paidHere')
        : drawRefusal(visit, error)
    return refused(visit, said, error)
  }
}

/** Nothing was paid: shows why. */
function refused(visit: Visit, said: string | Drawn, error?: AppError): Page {
  const say = walletSay(visit.language)
  return {
    title: say('notPaid'),
    narrow: true,
    status: error === undefined ? 422 : ERRORS[error.code].status,
    body: html`
      <h1>${say('notPaid')}</h1>
      ${typeof said === 'string' ? html`<p class="notice bad said" role="alert">${said}</p>` : said}
      <p class="row">
        <a class="button main" href=${visit.link('/wallet/withdraw')}>${say('other')}</a>
        <a class="button" href=${visit.link('/wallet')}>${say('toWallet')}</a>
      </p>
    `
  }
}
