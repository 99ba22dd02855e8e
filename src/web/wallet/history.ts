// The statement: filtered by kind and between two days, and downloadable as CSV.
import type { Only } from '../../core/page.ts'
import { ROW_TYPES, type RowType } from '../../ledger/read.ts'
import { drawField, drawSelect } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawRows } from './rows.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

const AT_ONCE = 20
const DAY_MS = 86_400_000

export function addHistory(site: Site, wallet: Wallet): void {
  site.page('/wallet/history', { scope: 'account:read' }, async visit => draw(wallet, visit))
  site.page('/wallet/history.csv', { scope: 'account:read' }, async visit => {
    const { type, only } = wishOf(visit)
    const lines = await wallet.statementCsv(callerOf(visit).account, type, only)
    return { name: 'transactions.csv', type: 'text/csv; charset=utf-8', lines }
  })
}

type Wish = { readonly type: RowType | undefined; readonly only: Only }

/** Whole days in UTC; an invalid date sets no limit. */
function wishOf({ query }: Visit): Wish {
  const [from, to] = [dayOf(query['from']), dayOf(query['to'])]
  return {
    type: ROW_TYPES.find(one => one === query['type']),
    only: {
      createdAfter: from && new Date(from.getTime() - 1),
      createdBefore: to && new Date(to.getTime() + DAY_MS)
    }
  }
}

function dayOf(text: string | undefined): Date | undefined {
  const day = new Date(text !== undefined && /^[12]\d{3}-\d\d-\d\d$/.test(text) ? text : NaN)
  return Number.isNaN(day.getTime()) ? undefined : day
}

async function draw(wallet: Wallet, visit: Visit): Promise<Page> {
  const say = walletSay(visit.language)
  const { account } = callerOf(visit)
  const { type, only } = wishOf(visit)
  const page = { limit: AT_ONCE, cursor: visit.query['cursor'], only }
  const { data, nextCursor } = await wallet.statement(account, type, page)
  const at = (path: string, more: Readonly<Record<string, string>> = {}): string => {
    const query = new URLSearchParams(visit.query)
    query.delete('cursor')
    for (const [name, value] of Object.entries(more)) query.set(name, value)
    return visit.link(query.size === 0 ? path : `${path}?${query.toString()}`)
  }
  return {
    title: say('history'),
    narrow: true,
    body: html`
      <h1>${say('history')}</h1>
      ${drawFilters(visit)} ${await drawRows(wallet, account, data, visit)}
      <p class="row">
        ${nextCursor !== undefined && html`<a class="button" href=${at('/wallet/history', { cursor: nextCursor })}>${say('older')}</a>`}
        <a class="button" href=${at('/wallet/history.csv')} download>${say('csv')}</a>
        <a class="button" href=${visit.link('/wallet')}>${say('toWallet')}</a>
      </p>
    `
  }
}

function drawFilters(visit: Visit): Drawn {
  const say = walletSay(visit.language)
  const { query } = visit
  const day = (name: 'from' | 'to', label: string): Drawn =>
    drawField({ name, label, value: query[name], props: { type: 'date', autocomplete: null } })
  const kinds = ROW_TYPES.map(type => [type, say(`kind_${type}`)] as const)
  return html`<form class="filters" action=${visit.link('/wallet/history')}>
    ${drawSelect('type', say('kind'), query['type'], [['', say('everything')], ...kinds])}
    ${day('from', say('since'))} ${day('to', say('until'))}
    <button>${say('show')}</button>
  </form>`
}
