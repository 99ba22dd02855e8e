// The form for a new API key.
import { PERIODS } from '../../account/limits.ts'
import { showId } from '../../core/ids.ts'
import { html, type Drawn } from '../ground/html.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { hidden } from '../sign-in/sign-in.ts'
import { drawChoices, drawField } from './frame.ts'
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
      ${drawField(visit, 'name', say('name'), { required: true, maxlength: 100 })}
      ${
        subs.data.length > 0 &&
        drawSelect(visit, 'account', say('account'), [
          ['', say('ownAccount')],
          ...subs.data.map(({ id, name }) => [showId('acc', id), name] as const)
        ])
      }
      ${drawChoices(visit, say('scopes'), scopes, { prefix: SCOPE })}
      ${drawField(visit, 'budget', say('budgetSat'), { inputmode: 'numeric', hint: say('budgetHint') })}
      ${drawSelect(
        visit,
        'period',
        say('period'),
        PERIODS.map(period => [period, say(period)] as const)
      )}
      ${drawField(visit, 'max', say('maxSat'), { inputmode: 'numeric' })}
      ${drawField(visit, 'lapps', say('lapps'), { hint: say('lappsHint') })}
      ${drawField(visit, 'ips', say('ips'), { hint: say('ipsHint') })}
      ${drawField(visit, 'expires', say('expires'), { type: 'date' })}
      <button class="main">${say('makeKey')}</button>
    </form>
  `
}

export const drawSelect = (
  visit: Visit,
  name: string,
  label: string,
  choices: readonly (readonly [value: string, text: string])[]
): Drawn => html`
  <div class="field">
    <label for=${name}>${label}</label>
    <select id=${name} name=${name}>
      ${choices.map(
        ([value, text]) =>
          html`<option value=${value} selected=${visit.form[name] === value}>${text}</option>`
      )}
    </select>
  </div>
`
