// Lists and ends the sessions of an account, and sets the amount above which to sign in again.
import { parse, showId } from '../../core/ids.ts'
import { msat, SAT } from '../../core/msat.ts'
import type { Signed } from '../../account/sessions.ts'
import { drawTime } from '../ground/facts.ts'
import { drawField, hidden } from '../ground/form.ts'
import { html } from '../ground/html.ts'
import type { Page, Site } from '../ground/site.ts'
import { drawTable, type Cell } from '../ground/table.ts'
import { signedIn, type Visit } from '../ground/visit.ts'
import { isProvedLately } from './must-prove.ts'
import type { SigningIn } from './sign-in.ts'
import { signInSay } from './words.ts'

export function addSessions(site: Site, deps: SigningIn): void {
  const needs = { session: true } as const
  site.page('/sessions', needs, async visit =>
    draw(deps, visit, visit.query['saved'] !== undefined)
  )
  site.form('/sessions/end', needs, async visit => {
    const { account } = signedIn(visit).caller
    if (visit.form['all'] === 'true') {
      await deps.sessions.endAll(account)
      visit.keep(undefined)
      return { go: '/sign-in' }
    }
    const id = parse('ses', visit.form['session'] ?? '')
    if (id !== undefined) await deps.sessions.end(id, account)
    return { go: '/sessions' }
  })
  site.form('/sessions/limit', needs, async visit => {
    const { account } = signedIn(visit).caller
    const text = (visit.form['limit'] ?? '').trim()
    if (!/^\d{0,13}$/.test(text))
      return draw(deps, visit, false, signInSay(visit.language)('number'))
    const above = text === '' ? undefined : msat(BigInt(text) * SAT)
    const before = await deps.signIns.askAbove(account)
    const lifts = before !== undefined && (above === undefined || above > before)
    if (lifts && !isProvedLately(signedIn(visit), deps.now()))
      return { go: '/sign-in?why=limit&next=/sessions' }
    await deps.signIns.setAskAbove(account, above)
    return { go: '/sessions?saved' }
  })
}

async function draw(deps: SigningIn, visit: Visit, saved: boolean, fault?: string): Promise<Page> {
  const say = signInSay(visit.language)
  const { caller, id } = signedIn(visit)
  const [all, above] = await Promise.all([
    deps.sessions.list(caller.account),
    deps.signIns.askAbove(caller.account)
  ])
  return {
    title: say('sessions'),
    status: fault === undefined ? 200 : 422,
    body: html`
      <h1>${say('sessions')}</h1>
      <p class="lead">${say('sessionsHint')}</p>
      ${drawTable(
        say('sessions'),
        [say('way'), say('agent'), say('seen'), ''],
        all.map(one => rowOf(one, one.id === id, visit))
      )}
      <form class="row" method="post" action=${visit.link('/sessions/end')}>
        ${hidden({ csrf: visit.csrf(), all: 'true' })}
        <button class="danger">${say('endAll')}</button>
      </form>
      <h2>${say('askTitle')}</h2>
      ${saved && html`<p class="notice good" role="status">${say('saved')}</p>`}
      <form method="post" action=${visit.link('/sessions/limit')}>
        ${hidden({ csrf: visit.csrf() })}
        ${drawField({
          name: 'limit',
          label: say('ask'),
          hint: say('askHint'),
          value: above === undefined ? '' : String(above / SAT),
          fault,
          props: { inputmode: 'numeric' }
        })}
        <button>${say('save')}</button>
      </form>
      <form method="post" action=${visit.link('/sign-out')}>
        ${hidden({ csrf: visit.csrf() })}
        <p><button class="main">${say('out')}</button></p>
      </form>
    `
  }
}

const BROWSERS = ['Edg', 'OPR', 'SamsungBrowser', 'Firefox', 'Chrome', 'Safari'] as const
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const

/** Shortens a user agent to `Firefox, Linux`: the first known names in it. */
function agentOf(agent: string): string {
  const names = [BROWSERS, SYSTEMS].map(list => list.find(name => agent.includes(name)))
  const known = names.filter(name => name !== undefined).join(', ')
  return known.replace('Edg', 'Edge').replace('OPR', 'Opera') || agent.slice(0, 40)
}

function rowOf(one: Signed, isHere: boolean, visit: Visit): readonly Cell[] {
  const say = signInSay(visit.language)
  return [
    say(`by_${one.way}`),
    html`<span title=${one.agent.slice(0, 120)}>${agentOf(one.agent)}</span>
      ${isHere && html`<span class="badge good">${say('here')}</span>`}`,
    drawTime(one.seenAt),
    html`<form method="post" action=${visit.link('/sessions/end')}>
      ${hidden({ csrf: visit.csrf(), session: showId('ses', one.id) })}
      <button class="plain">${say('end')}</button>
    </form>`
  ]
}
