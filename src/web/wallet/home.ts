// The wallet's home page: balance, pending operations, and the latest transactions.
import { showId, type Id } from '../../core/ids.ts'
import { ZERO } from '../../core/msat.ts'
import { money, sats, CURRENCY_OF } from '../ground/amounts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawRows } from './rows.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

export function addHome(site: Site, wallet: Wallet): void {
  site.page('/wallet', { scope: 'account:read' }, async visit => draw(wallet, visit))
}

const WAYS = ['deposit', 'withdraw', 'send', 'history'] as const

async function draw(wallet: Wallet, visit: Visit): Promise<Page> {
  const { language } = visit
  const say = walletSay(language)
  const { account } = callerOf(visit)
  const [found, rate, under, last] = await Promise.all([
    wallet.accounts.find(account),
    wallet.rates?.quote(CURRENCY_OF[language]),
    underWay(wallet, account, visit),
    wallet.statement(account, undefined, { limit: 5, cursor: undefined })
  ])
  const balance = found?.balanceMsat ?? ZERO
  const held = found?.heldMsat ?? ZERO
  return {
    title: say('wallet'),
    narrow: true,
    body: html`
      <h1 class="unseen">${say('wallet')}</h1>
      <p class="dim">${say('balance')}</p>
      <p class="amount" id="balance">${sats(balance, language)}</p>
      ${rate !== undefined && html`<p class="dim">≈ ${money(balance, rate, language)}</p>`}
      ${held > 0n && html`<p class="notice">${say('held', { held: sats(held, language) })}</p>`}
      <div class="row">
        ${WAYS.map(
          way =>
            html`<a
              class=${way === 'deposit' ? 'button main' : 'button'}
              href=${visit.link(`/wallet/${way}`)}
              >${say(way)}</a
            >`
        )}
      </div>
      ${under.length > 0 && html`<h2>${say('underWay')}</h2>`} ${drawUnderWay(under)}
      <h2>${say('last')}</h2>
      ${await drawRows(wallet, account, last.data, visit)}
    `
  }
}

type UnderWay = { readonly href: string; readonly said: string }

const drawUnderWay = (all: readonly UnderWay[]): Drawn =>
  html`<ul class="moves">
    ${all.map(({ href, said }) => html`<li><a href=${href}>${said}</a></li>`)}
  </ul>`

/** The most listed of each kind; the API lists them all. */
const MOST = 10

async function underWay(
  { payments, purchases, transfers, deposits }: Wallet,
  account: Id,
  visit: Visit
): Promise<readonly UnderWay[]> {
  const say = walletSay(visit.language)
  const only = (status: string) => ({ limit: MOST, cursor: undefined, only: { status } })
  const [paying, buying, sending, coming] = await Promise.all([
    payments.list(account, only('pending')),
    purchases.list(account, only('pending')),
    transfers.list(account, only('claimable')),
    deposits.list(account, only('pending'))
  ])
  const amount = (value: bigint) => ({ amount: sats(value, visit.language) })
  const at = (path: string): string => visit.link(path)
  return [
    ...paying.data.map(one => ({
      href: at(`/wallet/payments/${showId('pay', one.id)}`),
      said: say(one.waits ? 'isHeld' : one.stuck ? 'isStuck' : 'isSent', amount(one.amountMsat))
    })),
    ...buying.data.map(one => ({
      href: at(`/purchases/${showId('pur', one.id)}`),
      said: say('isBought', { ...amount(one.amountMsat), lapp: one.lapp })
    })),
    ...sending.data
      .filter(one => one.from === account)
      .map(one => ({
        href: at(`/wallet/transfers/${showId('trf', one.id)}`),
        said: say('isClaimable', amount(one.amountMsat))
      })),
    ...coming.data.map(one => ({
      href: at(`/pay/${showId('dep', one.id)}`),
      said: one.amountMsat === null ? say('isAsked') : say('isComing', amount(one.amountMsat))
    }))
  ]
}
