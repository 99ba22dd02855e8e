// The page of one webhook: its deliveries with their outcomes, resending, testing, rotating the
// secret, and removal.
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import type { DeliveryRow, WebhookRow } from '../../notify/entity.ts'
import { drawTime } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { drawTable } from '../ground/table.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { hidden } from '../ground/form.ts'
import { drawNext } from './frame.ts'
import type { Developing } from './rooms.ts'
import { drawNew, stateOf } from './webhooks.ts'
import { devSay } from './words.ts'

const PATH = '/developers/webhooks'
const DAY_S = 86_400

export function addWebhook(site: Site, deps: Developing): void {
  const { webhooks } = deps
  const act = (name: string, run: (row: WebhookRow, visit: Visit) => Promise<Shown>): void =>
    site.form(`${PATH}/:id/${name}`, { scope: 'webhooks:write' }, async visit =>
      run(await rowOf(deps, visit), visit)
    )
  site.page(`${PATH}/:id`, { scope: 'account:read' }, async visit =>
    draw(deps, await rowOf(deps, visit), visit)
  )
  act('test', async row => {
    await webhooks.test(row.account, row.id)
    return back(row)
  })
  act('rotate', async (row, visit) => {
    const rotated = await webhooks.rotate(row.account, row.id, DAY_S)
    return drawNew(rotated ?? row, devSay(visit.language)('newSecret'), visit)
  })
  act('remove', async row => {
    await webhooks.remove(row.account, row.id)
    return { go: PATH }
  })
  act('replay', async (row, visit) => {
    const event = parse('evt', visit.form['event'] ?? '')
    const sent = event && (await webhooks.replay(row.account, row.id, event))
    if (!sent) throw new AppError('not_found', 'There is no such delivery')
    return back(row)
  })
}

const back = (row: WebhookRow): Shown => ({ go: `${PATH}/${showId('whk', row.id)}` })

const rowOf = async ({ webhooks }: Developing, visit: Visit): Promise<WebhookRow> =>
  found(visit, ['whk', 'webhook'], id => webhooks.find(callerOf(visit).account, id))

async function draw({ webhooks }: Developing, row: WebhookRow, visit: Visit): Promise<Page> {
  const say = devSay(visit.language)
  const path = `${PATH}/${showId('whk', row.id)}`
  const page = { limit: 50, cursor: visit.query['cursor'] }
  const deliveries = await webhooks.deliveries(row.account, row.id, page)
  const press = (name: string, label: string, look = ''): Drawn => html`
    <form method="post" action=${visit.link(`${path}/${name}`)}>
      ${hidden({ csrf: visit.csrf() })}
      <button class=${look}>${label}</button>
    </form>
  `
  return {
    title: say('webhook'),
    body: html`
      <h1>${say('webhook')}</h1>
      <p><code>${row.url}</code></p>
      <p>${stateOf(row, visit)}</p>
      <div class="row">
        ${press('test', say('test'))} ${press('rotate', say('rotate'))}
        ${press('remove', say('remove'), 'danger')}
      </div>
      <h2>${say('deliveries')}</h2>
      ${drawDeliveries(deliveries?.data ?? [], path, visit)}
      ${drawNext(path, deliveries?.nextCursor, visit)}
      <p><a class="button" href=${visit.link(PATH)}>${say('back')}</a></p>
    `
  }
}

function drawDeliveries(rows: readonly DeliveryRow[], path: string, visit: Visit): Drawn {
  const say = devSay(visit.language)
  return drawTable(
    say('deliveries'),
    [say('event'), say('state'), say('tries'), say('answer'), say('when'), ''],
    rows.map(row => [
      html`<code>${showId('evt', row.id)}</code>`,
      say(row.state),
      String(row.tries),
      [row.responseStatus, row.error].filter(part => part !== null).join(' '),
      drawTime(row.deliveredAt ?? row.createdAt),
      html`<form method="post" action=${visit.link(`${path}/replay`)}>
        ${hidden({ csrf: visit.csrf(), event: showId('evt', row.id) })}
        <button class="plain">${say('replay')}</button>
      </form>`
    ]),
    say('none')
  )
}
