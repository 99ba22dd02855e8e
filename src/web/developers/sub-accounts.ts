// Lists sub-accounts with their balances, opens and closes them.
import type { Account } from '../../account/accounts.ts'
import { showId } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import { sats } from '../ground/amounts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { drawTable } from '../ground/table.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { hidden } from '../ground/form.ts'
import { drawFault, faultOf } from './fault.ts'
import { drawEntry, drawNext, drawSections } from './frame.ts'
import { claimOnce } from './claim-once.ts'
import { newOnce } from '../ground/once.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

const PATH = '/developers/accounts'

export function addSubAccounts(site: Site, deps: Developing): void {
  site.page(PATH, { scope: 'account:read' }, async visit => draw(deps, visit))
  site.form(PATH, { scope: 'accounts:write' }, async visit => open(deps, visit))
  site.form(`${PATH}/:id/close`, { scope: 'accounts:write' }, async visit => {
    const { account } = callerOf(visit)
    const { id } = await found(visit, ['acc', 'sub-account'], async id => {
      const one = await deps.accounts.find(id)
      return one?.parent === account ? one : undefined
    })
    await deps.closeAccount(id, account)
    return { go: PATH }
  })
}

async function open(deps: Developing, visit: Visit): Promise<Shown> {
  const name = (visit.form['name'] ?? '').trim().slice(0, 100)
  const external = (visit.form['external'] ?? '').trim().slice(0, 100)
  const externalId = external === '' ? undefined : external
  if (name === '') return draw(deps, visit, devSay(visit.language)('noName'))
  try {
    const { id } = await claimOnce(deps, PATH, visit)
    const parent = callerOf(visit).account
    await deps.accounts.open({ name, parent, id, externalId })
    return { go: PATH }
  } catch (error) {
    return draw(deps, visit, faultOf(error))
  }
}

async function draw(deps: Developing, visit: Visit, fault?: string): Promise<Page> {
  const say = devSay(visit.language)
  const { account, scopes } = callerOf(visit)
  const mayWrite = scopes.includes('accounts:write')
  const page = { limit: 50, cursor: visit.query['cursor'] }
  const { data, nextCursor } = await deps.accounts.list(account, page)
  return {
    title: say('accounts'),
    status: fault === undefined ? 200 : 422,
    body: html`
      <h1>${say('accounts')}</h1>
      ${drawSections(visit)}
      <p class="lead">${say('accountsHint')}</p>
      ${drawFault(fault)}
      ${drawTable(
        say('accounts'),
        [say('name'), say('externalId'), say('balance'), say('held'), say('state'), ''],
        data.map(one => [
          html`${one.name} <code>${showId('acc', one.id)}</code>`,
          one.externalId ?? '',
          sats(one.balanceMsat, visit.language),
          sats(one.heldMsat, visit.language),
          say(one.isClosed ? 'closed' : 'isOpen'),
          mayWrite && !one.isClosed ? drawClose(one, visit) : ''
        ]),
        say('none')
      )}
      ${drawNext(PATH, nextCursor, visit)} ${mayWrite && drawForm(deps, visit)}
    `
  }
}

const drawClose = ({ id }: Account, visit: Visit): Drawn => {
  const say = devSay(visit.language)
  return html`<details>
    <summary>${say('close')}</summary>
    <p>${say('closeHint')}</p>
    <form method="post" action=${visit.link(`${PATH}/${showId('acc', id)}/close`)}>
      ${hidden({ csrf: visit.csrf() })}
      <button class="danger">${say('close')}</button>
    </form>
  </details>`
}

function drawForm(deps: Developing, visit: Visit): Drawn {
  const say = devSay(visit.language)
  return html`
    <h2>${say('open')}</h2>
    <form method="post" action=${visit.link(PATH)}>
      ${hidden({ csrf: visit.csrf(), once: newOnce(deps) })}
      ${drawEntry(visit, 'name', say('name'), { required: true, maxlength: 100 })}
      ${drawEntry(visit, 'external', say('externalId'), { maxlength: 100 })}
      <button class="main">${say('open')}</button>
    </form>
  `
}
