// Signs in by an API key, and out. Each sign-in creates a new session and ends the one before, so
// that nobody can prepare one for somebody else (session fixation).
import type { Keys } from '../../account/keys.ts'
import type { Sessions, Way, Who } from '../../account/sessions.ts'
import type { SignIns } from '../../account/sign-ins.ts'
import { isFrom } from '../../core/addresses.ts'
import { AppError } from '../../core/errors.ts'
import type { Strangers } from '../../core/strangers.ts'
import { drawField, hidden } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { signInSay } from './words.ts'

export type SigningIn = {
  readonly keys: Pick<Keys, 'authenticate'>
  readonly sessions: Sessions
  readonly signIns: SignIns
  readonly strangers: Strangers
  readonly now: () => Date
  /** Public in the sandbox: its money is simulated. */
  readonly sandboxKey: string | undefined
  /** The URL of Telegram's login page, if there is a bot. */
  readonly telegram?: ((next: string, state: string) => string) | undefined
}

/**
 * Where to go after signing in: a path of ours, and nothing that browsers take for another host.
 */
export const nextOf = (text: string | undefined): string =>
  text !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) ? text : '/'

export function addSignIn(site: Site, deps: SigningIn): void {
  site.page('/sign-in', {}, visit => drawSignIn(deps, visit, visit.query))
  site.form('/sign-in', {}, async visit => byKey(deps, visit))
  site.form('/sign-out', {}, async visit => {
    const { session } = visit
    if (session !== undefined) await deps.sessions.end(session.id, session.caller.account)
    visit.keep(undefined)
    return { go: '/' }
  })
}

async function byKey(deps: SigningIn, visit: Visit): Promise<Shown> {
  const say = signInSay(visit.language)
  if (!deps.strangers.enter(visit.ip))
    throw new AppError('rate_limited', 'Too many keys from this address')
  const caller = await deps.keys.authenticate((visit.form['key'] ?? '').trim())
  if (caller === undefined) return drawSignIn(deps, visit, visit.form, say('wrong'))
  const { ipAllow } = caller.limits
  if (ipAllow !== undefined && !isFrom(ipAllow, visit.ip))
    return drawSignIn(deps, visit, visit.form, say('address'))
  deps.strangers.forgive(visit.ip)
  await signIn(deps, visit, { key: caller }, 'key')
  return { go: nextOf(visit.form['next']) }
}

export async function signIn(
  { sessions }: Pick<SigningIn, 'sessions'>,
  visit: Visit,
  who: Who,
  way: Way
): Promise<void> {
  const { session } = visit
  const token = await sessions.open(who, way, visit.agent)
  if (session !== undefined) await sessions.end(session.id, session.caller.account)
  visit.keep(token)
}

export function drawSignIn(
  deps: Pick<SigningIn, 'sandboxKey' | 'telegram'>,
  visit: Visit,
  asked: Readonly<Record<string, string>>,
  fault?: string
): Page {
  const say = signInSay(visit.language)
  const next = nextOf(asked['next'])
  return {
    title: say('title'),
    narrow: true,
    status: fault === undefined ? 200 : 422,
    body: html`
      <h1>${say('title')}</h1>
      ${asked['why'] === 'limit' && html`<p class="notice warn">${say('limit')}</p>`}
      ${deps.sandboxKey !== undefined && drawSandbox(deps.sandboxKey, next, visit)}
      ${deps.telegram !== undefined && drawTelegram(deps.telegram(next, visit.csrf()), visit)}
      <form method="post" action=${visit.link('/sign-in')}>
        ${hidden({ csrf: visit.csrf(), next })}
        ${drawField({
          name: 'key',
          label: say('key'),
          hint: say('keyHint'),
          fault,
          props: { type: 'password', autocomplete: 'current-password', required: true }
        })}
        <button class="main">${say('title')}</button>
      </form>
    `
  }
}

const drawSandbox = (key: string, next: string, visit: Visit): Drawn => html`
  <form class="notice" method="post" action=${visit.link('/sign-in')}>
    <p>${signInSay(visit.language)('sandbox')}</p>
    ${hidden({ csrf: visit.csrf(), next, key })}
    <p><button class="main">${signInSay(visit.language)('trySandbox')}</button></p>
  </form>
`

/** Links to Telegram's own page, which redirects back here: no script of theirs runs on ours. */
function drawTelegram(url: string, visit: Visit): Drawn {
  const say = signInSay(visit.language)
  return html`
    <p><a class="button main" href=${url} rel="noopener">${say('telegram')}</a></p>
    <p class="dim">${say('bot')}</p>
  `
}
