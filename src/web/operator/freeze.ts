// The switch that freezes outgoing payments: explains what it does and asks for confirmation; who
// used it, and why, is recorded for ever.
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { drawRefusal } from '../ground/refusal.ts'
import { facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { callerOf, type Visit } from '../ground/visit.ts'
import { drawField, hidden } from '../ground/form.ts'
import { clockTime } from './clock-time.ts'
import type { Operating, OperatorRooms } from './rooms.ts'
import { operatorSay } from './words.ts'

const REASON_MAX = 500

export function addFreeze(site: Site, deps: Operating): void {
  site.form('/operator/freeze', { scope: 'admin' }, async visit => turn(deps, visit))
}

async function turn(deps: Operating, visit: Visit): Promise<Shown> {
  const frozen = visit.form['to'] !== 'open'
  const reason = (visit.form['reason'] ?? '').trim().slice(0, REASON_MAX)
  const by = await whoOf(deps, visit)
  if (reason === '' || visit.form['sure'] !== 'true')
    return drawSure({ frozen, reason, by, visit, isAsked: visit.form['reason'] !== undefined })
  try {
    await deps.operator.setFrozen(frozen, { by, reason })
  } catch (error) {
    // Somebody else was faster: the page itself shows the present state.
    if (!(error instanceof AppError) || error.code !== 'invalid_request') throw error
    return { ...drawRefused(error, visit), status: 409 }
  }
  return { go: `/operator?${frozen ? 'frozen' : 'thawed'}` }
}

/** The account, and the key that they signed in with: what a name says anybody can choose. */
async function whoOf({ keys }: Operating, visit: Visit): Promise<string> {
  const { account, key } = callerOf(visit)
  const found = await keys.find(key, undefined)
  return `${showId('key', key)} (${found?.name ?? ''}) of ${showId('acc', account)}`
}

type Sure = {
  readonly frozen: boolean
  readonly reason: string
  readonly by: string
  readonly visit: Visit
  readonly isAsked: boolean
}

function drawSure({ frozen, reason, by, visit, isAsked }: Sure): Page {
  const say = operatorSay(visit.language)
  const title = say(frozen ? 'sureFreeze' : 'sureThaw')
  const isEmpty = reason === ''
  return {
    title,
    narrow: true,
    status: isEmpty && isAsked ? 422 : 200,
    body: html`
      <h1>${title}</h1>
      <p>${say(frozen ? 'doesFreeze' : 'doesThaw')}</p>
      ${
        isEmpty
          ? drawAsk(frozen, visit, say('whyEmpty'))
          : html`
              ${facts([
                [say('why'), reason],
                [say('by'), by]
              ])}
              <form method="post" action=${visit.link('/operator/freeze')}>
                ${hidden({ csrf: visit.csrf(), to: frozen ? 'frozen' : 'open', reason, sure: 'true' })}
                <div class="row">
                  <button class=${frozen ? 'danger' : 'main'}>
                    ${say(frozen ? 'yesFreeze' : 'yesThaw')}
                  </button>
                  <a class="button" href=${visit.link('/operator')}>${say('no')}</a>
                </div>
              </form>
            `
      }
    `
  }
}

const drawRefused = (refusal: AppError, visit: Visit): Page => ({
  title: operatorSay(visit.language)('title'),
  narrow: true,
  body: html`
    <h1>${operatorSay(visit.language)('title')}</h1>
    ${drawRefusal(visit, refusal)}
    <p>
      <a class="button" href=${visit.link('/operator')}>${operatorSay(visit.language)('back')}</a>
    </p>
  `
})

/** Shows the present state, and the first of the two questions. */
export function drawFreeze(
  outgoing: Awaited<ReturnType<OperatorRooms['outgoing']>>,
  visit: Visit
): Drawn {
  const say = operatorSay(visit.language)
  const isFrozen = outgoing?.frozen === true
  const done =
    isFrozen && visit.query['frozen'] !== undefined
      ? say('wasFrozen')
      : !isFrozen && visit.query['thawed'] !== undefined && say('wasThawed')
  return html`
    ${done && html`<p class="notice good" role="status">${done}</p>`}
    <p class=${`notice ${isFrozen ? 'bad' : 'good'}`}>
      ${
        isFrozen
          ? say('frozen', { since: clockTime(new Date(outgoing.since)), reason: outgoing.reason })
          : say('runs')
      }
    </p>
    ${drawAsk(!isFrozen, visit)}
  `
}

function drawAsk(frozen: boolean, visit: Visit, fault?: string): Drawn {
  const say = operatorSay(visit.language)
  return html`
    <form method="post" action=${visit.link('/operator/freeze')}>
      ${hidden({ csrf: visit.csrf(), to: frozen ? 'frozen' : 'open' })}
      ${drawField({
        name: 'reason',
        label: say('why'),
        hint: say('whyHint'),
        fault,
        props: { maxlength: REASON_MAX }
      })}
      <button class=${frozen ? 'danger' : 'main'}>${say(frozen ? 'freeze' : 'thaw')}</button>
    </form>
  `
}
