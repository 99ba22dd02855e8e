// The operator's dashboard. Read-only, except for the switch that freezes outgoing payments.
import { clockTime } from './clock-time.ts'
import { drawFreeze } from './freeze.ts'
import { operatorSay } from './words.ts'
import type { Operating } from './rooms.ts'
import { drawHealth, drawHolds, drawStuck, drawSuspense } from './sections.ts'
import { drawLApps, drawOperations, drawWebhooks } from './surroundings.ts'
import { drawSolvency, drawViolations } from './solvency.ts'
import { html, type Drawn } from '../ground/html.ts'
import { facts } from '../ground/facts.ts'
import { hidden } from '../ground/form.ts'
import type { Page, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'

export function addOperator(site: Site, deps: Operating): void {
  site.page('/operator', { scope: 'admin' }, async visit => draw(deps, visit))
  site.form('/operator/audit', { scope: 'admin' }, async visit => {
    const found = await deps.operator.audit()
    return draw(deps, visit, drawViolations(found, visit.language))
  })
}

async function draw(deps: Operating, visit: Visit, audited?: Drawn): Promise<Page> {
  const { operator, now } = deps
  const say = operatorSay(visit.language)
  const [standing, elsewhere, ready, outgoing, holds, stuck, suspended, failing, decided] =
    await Promise.all([
      operator.standing(),
      operator.elsewhereMsat(),
      operator.ready(),
      operator.outgoing(),
      operator.holds(),
      operator.stuck(),
      operator.suspended(),
      operator.failing(),
      operator.operations()
    ])
  return {
    title: say('title'),
    body: html`
      <h1>${say('title')}</h1>
      <p class="lead">${say('lead', { time: clockTime(now()) })}</p>
      ${drawFreeze(outgoing, visit)} ${drawHealth(ready, visit.language)}
      ${drawSolvency(standing, elsewhere, visit.language)}
      <form method="post" action=${visit.link('/operator/audit')}>
        ${hidden({ csrf: visit.csrf() })}
        <p><button>${say('audit')}</button></p>
      </form>
      ${audited} ${drawHolds(holds, visit.language)} ${drawStuck(stuck, visit)}
      ${drawSuspense(suspended, standing.books, visit.language)} ${drawLApps(deps, visit.language)}
      ${drawWebhooks(failing, visit.language)} ${drawOperations(decided, visit.language)}
      <h2>${say('versions')}</h2>
      ${facts(Object.entries(operator.versions))}
    `
  }
}
