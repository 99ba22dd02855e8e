// Lists and creates API keys of an account and its sub-accounts. A secret is only on the response
// to the form that created it, and nowhere else.
import type { ApiKey } from '../../account/key-view.ts'
import { parse, showId, type Id } from '../../core/ids.ts'
import { AppError } from '../../core/errors.ts'
import { sats } from '../ground/amounts.ts'
import { drawTime } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Language } from '../ground/speech.ts'
import { drawTable } from '../ground/table.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawCommands } from './developers.ts'
import { drawFault, faultOf } from './fault.ts'
import { drawNext, drawSecret, drawSections } from './frame.ts'
import { drawKeyForm } from './key-form.ts'
import { requestedKey } from './key-request.ts'
import { claimOnce } from './claim-once.ts'
import { mustProve } from './prove.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

const PATH = '/developers/keys'

export function addKeys(site: Site, deps: Developing): void {
  site.page(PATH, { scope: 'account:read' }, async visit => draw(deps, visit))
  site.form(PATH, { scope: 'keys:write' }, async visit => make(deps, visit))
}

async function make(deps: Developing, visit: Visit): Promise<Shown> {
  const toProve = await mustProve(deps, visit, PATH)
  if (toProve !== undefined) return { go: toProve }
  const caller = callerOf(visit)
  const wish = requestedKey(visit, deps.now())
  if ('fault' in wish) return draw(deps, visit, wish.fault)
  try {
    const account = await accountFor(deps, caller.account, visit.form['account'])
    const claimed = await claimOnce(deps, PATH, visit)
    const wanted = { ...wish, account, maker: caller }
    const { apiKey, secret } = await deps.keys.createOnce(wanted, claimed.id)
    return drawMade(deps, apiKey, secret, visit)
  } catch (error) {
    return draw(deps, visit, faultOf(error))
  }
}

/** @throws {AppError} not_found for an account that is not theirs */
async function accountFor({ accounts }: Developing, own: Id, named = ''): Promise<Id> {
  const id = parse('acc', named)
  if (named === '' || id === own) return own
  const found = id && (await accounts.find(id))
  if (!found || found.parent !== own) throw new AppError('not_found', 'There is no such account')
  return found.id
}

export function drawMade(
  { publicUrl }: Developing,
  key: ApiKey,
  secret: string | undefined,
  visit: Visit
): Page {
  const say = devSay(visit.language)
  return {
    title: say('newKey'),
    narrow: true,
    body: html`
      <h1>${say('newKey')}</h1>
      <p class="lead">${key.name}</p>
      ${
        secret === undefined
          ? html`<p class="notice warn">${say('wasShown')}</p>`
          : html`${drawSecret(secret, visit)}
              <h2>${say('terminal')}</h2>
              ${drawCommands(publicUrl, secret, visit)}`
      }
      <p><a class="button" href=${visit.link(PATH)}>${say('back')}</a></p>
    `
  }
}

async function draw(deps: Developing, visit: Visit, fault?: string): Promise<Page> {
  const say = devSay(visit.language)
  const caller = callerOf(visit)
  const page = { limit: 50, cursor: visit.query['cursor'] }
  const { data, nextCursor } = await deps.keys.list(caller.account, page, 'below')
  return {
    title: say('keys'),
    status: fault === undefined ? 200 : 422,
    body: html`
      <h1>${say('keys')}</h1>
      ${drawSections(visit)} ${drawFault(fault)} ${drawKeys(data, caller.account, visit)}
      ${drawNext(PATH, nextCursor, visit)}
      ${caller.scopes.includes('keys:write') && (await drawKeyForm(deps, visit))}
    `
  }
}

function drawKeys(keys: readonly ApiKey[], own: Id, visit: Visit): Drawn {
  const say = devSay(visit.language)
  return drawTable(
    say('keys'),
    [say('name'), say('prefix'), say('account'), say('budget'), say('used')],
    keys.map(key => [
      html`<a href=${visit.link(`${PATH}/${showId('key', key.id)}`)}>${key.name}</a>`,
      html`<code>${key.prefix}</code>`,
      key.account === own ? say('ownAccount') : html`<code>${showId('acc', key.account)}</code>`,
      budgetText(key, visit.language),
      key.lastUsedAt === null ? say('never') : drawTime(key.lastUsedAt)
    ]),
    say('none')
  )
}

export function budgetText({ budget }: ApiKey, language: Language): string {
  const say = devSay(language)
  if (budget === null) return say('noBudget')
  return say('left', {
    left: sats(budget.leftMsat, language),
    all: sats(budget.amountMsat, language),
    period: budget.period === 'total' ? say('total') : say('per', { period: say(budget.period) })
  })
}
