// The receipt of a transfer, sent or received; an unclaimed one can be taken back.
import { say as botSay } from '../../bot/texts/say.ts'
import { showId, type Id } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import type { Transfer } from '../../transfer/entity.ts'
import { sats } from '../ground/amounts.ts'
import { code, drawTime, facts, said, type Facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { hidden } from '../ground/form.ts'
import { otherOf } from './people.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

export function addTransfers(site: Site, wallet: Wallet): void {
  site.page('/wallet/transfers/:id', { scope: 'account:read' }, async visit =>
    draw(wallet, await find(wallet, visit), visit)
  )
  site.form('/wallet/transfers/:id/cancel', { scope: 'transfers:write' }, async visit => {
    const { id } = await find(wallet, visit)
    await wallet.transfers.cancel(callerOf(visit).account, id)
    return { go: pathOf(id) }
  })
}

const pathOf = (id: Id): string => `/wallet/transfers/${showId('trf', id)}`

const find = async ({ transfers }: Wallet, visit: Visit): Promise<Transfer> =>
  found(visit, ['trf', 'transfer'], id => transfers.find(callerOf(visit).account, id))

async function draw(wallet: Wallet, transfer: Transfer, visit: Visit): Promise<Page> {
  const { language } = visit
  const say = walletSay(language)
  const { account } = callerOf(visit)
  const isMine = transfer.from === account
  const name = await otherOf(wallet, account, transfer)
  const { status } = transfer
  const head = status === 'settled' ? (isMine ? 'given' : 'received') : status
  return {
    title: say('aTransfer'),
    narrow: true,
    body: html`
      <h1>${say(`head_${head}`)}</h1>
      <p class="amount">${sats(transfer.amountMsat, language)}</p>
      ${status === 'claimable' && html`<p class="notice">${say('what_claimable')}</p>`}
      ${facts(rowsOf(transfer, name, isMine, visit))}
      ${status === 'claimable' && isMine && !transfer.to.startsWith('gift:') && drawBack(transfer.id, visit)}
      <p class="row"><a class="button" href=${visit.link('/wallet')}>${say('toWallet')}</a></p>
    `
  }
}

function rowsOf(
  { id, from, to, memo, expiresAt, createdAt, status }: Transfer,
  name: string,
  isMine: boolean,
  { language }: Visit
): Facts {
  const named = (key: 'from' | 'to' | 'memo' | 'until' | 'id') => botSay(language, `tx.${key}`).text
  const who = isMine ? (to.startsWith('gift:') ? '' : to) : showId('acc', from)
  return [
    [named(isMine ? 'to' : 'from'), html`${said(name)} ${who !== '' && code(who)}`],
    memo !== null && [named('memo'), said(memo)],
    status === 'claimable' && expiresAt !== null && [named('until'), drawTime(expiresAt)],
    [walletSay(language)('when'), drawTime(createdAt)],
    [named('id'), code(showId('trf', id))]
  ]
}

const drawBack = (id: Id, visit: Visit): Drawn => html`
  <form method="post" action=${visit.link(`${pathOf(id)}/cancel`)}>
    ${hidden({ csrf: visit.csrf() })}
    <p><button class="danger">${walletSay(visit.language)('takeBack')}</button></p>
  </form>
`
