// Lists and creates webhooks of an account: the secret is only on the response that created it.
import { showId } from '../../core/ids.ts'
import { EVENT_TYPES } from '../../notify/event-log.ts'
import type { WebhookRow } from '../../notify/entity.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { drawTable } from '../ground/table.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { hidden } from '../ground/form.ts'
import { drawFault, faultOf } from './fault.ts'
import { chosenOf, drawChoices, drawEntry, drawNext, drawSecret, drawSections } from './frame.ts'
import { claimOnce } from './claim-once.ts'
import { newOnce } from '../ground/once.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

const PATH = '/developers/webhooks'
const EVENT = 'event.'

export function addWebhooks(site: Site, deps: Developing): void {
  site.page(PATH, { scope: 'account:read' }, async visit => draw(deps, visit))
  site.form(PATH, { scope: 'webhooks:write' }, async visit => make(deps, visit))
}

async function make(deps: Developing, visit: Visit): Promise<Shown> {
  const { replayed } = await claimOnce(deps, PATH, visit)
  if (replayed) return { go: PATH }
  const chosen = chosenOf(visit, EVENT, EVENT_TYPES)
  const url = (visit.form['url'] ?? '').trim().slice(0, 2_000)
  try {
    const { account } = callerOf(visit)
    const events = chosen.length === 0 ? undefined : chosen
    const row = await deps.webhooks.create(account, { url, events })
    return drawNew(row, devSay(visit.language)('newWebhook'), visit)
  } catch (error) {
    return draw(deps, visit, faultOf(error))
  }
}

export function drawNew(row: WebhookRow, title: string, visit: Visit): Page {
  return {
    title,
    narrow: true,
    body: html`
      <h1>${title}</h1>
      <p><code>${row.url}</code></p>
      ${drawSecret(row.secret, visit)}
      <p>
        <a class="button" href=${visit.link(`${PATH}/${showId('whk', row.id)}`)}
          >${devSay(visit.language)('back')}</a
        >
      </p>
    `
  }
}

async function draw(deps: Developing, visit: Visit, fault?: string): Promise<Page> {
  const say = devSay(visit.language)
  const { account, scopes } = callerOf(visit)
  const page = { limit: 20, cursor: visit.query['cursor'] }
  const { data, nextCursor } = await deps.webhooks.list(account, page)
  return {
    title: say('webhooks'),
    status: fault === undefined ? 200 : 422,
    body: html`
      <h1>${say('webhooks')}</h1>
      ${drawSections(visit)} ${drawFault(fault)}
      ${drawTable(
        say('webhooks'),
        [say('url'), say('state')],
        data.map(row => [
          html`<a href=${visit.link(`${PATH}/${showId('whk', row.id)}`)}
            ><code>${row.url}</code></a
          >`,
          stateOf(row, visit)
        ]),
        say('none')
      )}
      ${drawNext(PATH, nextCursor, visit)}
      ${scopes.includes('webhooks:write') && drawForm(deps, visit)}
    `
  }
}

export function stateOf(row: WebhookRow, visit: Visit): string {
  const say = devSay(visit.language)
  if (row.disabledAt !== null) return `${say('disabled')}: ${row.disabledBecause ?? ''}`
  return say(row.failingSince === null ? 'enabled' : 'failing')
}

function drawForm(deps: Developing, visit: Visit): Drawn {
  const say = devSay(visit.language)
  return html`
    <h2>${say('makeWebhook')}</h2>
    <form method="post" action=${visit.link(PATH)}>
      ${hidden({ csrf: visit.csrf(), once: newOnce(deps) })}
      ${drawEntry(visit, 'url', say('url'), { type: 'url', required: true, hint: say('urlHint') })}
      ${drawChoices(visit, say('which'), EVENT_TYPES, { prefix: EVENT, hint: say('whichHint') })}
      <button class="main">${say('makeWebhook')}</button>
    </form>
  `
}
