// Lists the events of an account and its sub-accounts, updated live.
import { showId, type Prefix } from '../../core/ids.ts'
import { drawTime } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Site } from '../ground/site.ts'
import { drawTable } from '../ground/table.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawSections } from './frame.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

const PATH = '/developers/events'
const SHOWN = 50

export function addEvents(site: Site, deps: Developing): void {
  site.page(PATH, { scope: 'account:read' }, async visit => {
    // Starts keeping events, also for an account without a webhook.
    await deps.eventLog.listen(callerOf(visit).account)
    return {
      title: devSay(visit.language)('events'),
      events: `${PATH}/live`,
      body: await draw(deps, { ...visit, path: PATH })
    }
  })
  site.events(`${PATH}/live`, { scope: 'account:read' }, async visit =>
    draw(deps, { ...visit, path: PATH })
  )
}

const PREFIXES: Readonly<Record<string, Prefix>> = {
  deposit: 'dep',
  payment: 'pay',
  purchase: 'pur',
  transfer: 'trf',
  webhook: 'whk'
}

async function draw({ eventLog }: Developing, visit: Visit): Promise<Drawn> {
  const say = devSay(visit.language)
  const found = await eventLog.newest(callerOf(visit).account, SHOWN)
  return html`
    <h1>${say('events')}</h1>
    ${drawSections(visit)}
    <p class="lead">${say('eventsHint')}</p>
    ${drawTable(
      say('events'),
      [say('when'), say('what'), say('subject')],
      found.map(({ createdAt, type, subject }) => [
        drawTime(createdAt),
        html`<code>${type}</code>`,
        html`<code>${showId(PREFIXES[type.split('.', 1).join()] ?? 'evt', subject)}</code>`
      ]),
      say('none')
    )}
  `
}
