// The form for a new API key.
import { PERIODS } from '../../account/limits.ts'
import { showId } from '../../core/ids.ts'
import { html, type Drawn } from '../ground/html.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawSelect, hidden } from '../ground/form.ts'
import { drawChoices, drawEntry } from './frame.ts'
import { SCOPE } from './key-request.ts'
import { newOnce } from '../ground/once.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

export async function drawKeyForm(deps: Developing, visit: Visit): Promise<Drawn> {
  const say = devSay(visit.language)
  const { account, scopes } = callerOf(visit)
  const subs = await deps.accounts.list(account, {
    limit: 100,
    cursor: undefined,
    only: { status: 'open' }
  })
  return html`
    <h2>${say('makeKey')}</h2>
    <form method="post" action=${visit.link('/developers/keys')}>
      ${hidden({ csrf: visit.csrf(), once: newOnce(deps) })}
      ${drawEntry(visit, 'name', say('name'), { required: true, maxlength: 100 })}
      ${
        subs.data.length > 0 &&
        drawSelect('account', say('account'), visit.form['account'], [
          ['', say('ownAccount')],
          ...subs.data.map(({ id, name }) => [showId('acc', id), name] as const)
        ])
      }
      ${drawChoices(visit, say('scopes'), scopes, { prefix: SCOPE })}
      ${drawEntry(visit, 'budget', say('budgetSat'), { inputmode: 'numeric', hint: say('budgetHint') })}
      ${drawSelect(
        'period',
        say('period'),
        visit.form['period'],
        PERIODS.map(period => [period, say(period)] as const)
      )}
      ${drawEntry(visit, 'max', say('maxSat'), { inputmode: 'numeric' })}
      ${drawEntry(visit, 'lapps', say('lapps'), { hint: say('lappsHint') })}
      ${drawEntry(visit, 'ips', say('ips'), { hint: say('ipsHint') })}
      ${drawEntry(visit, 'expires', say('expires'), { type: 'date' })}
      <button class="main">${say('makeKey')}</button>
    </form>
  `
}
