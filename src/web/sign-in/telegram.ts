// Signs in as a person of Telegram: by a link from the bot, by Telegram's login page, or inside it.
import type { Identities } from '../../account/identities.ts'
import type { Way } from '../../account/sessions.ts'
import { AppError } from '../../core/errors.ts'
import { hidden } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Place } from '../ground/place.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { drawSignIn, nextOf, signIn, type SigningIn } from './sign-in.ts'
import { addMiniApp } from './mini-app.ts'
import { FRESH_S, readInitData, readLogin, type Proof } from './telegram-proof.ts'
import { signInSay } from './words.ts'

export type ByTelegram = SigningIn & {
  readonly identities: Pick<Identities, 'open'>
  readonly place: Place
  /** The bot's token, if there is one. */
  readonly botToken: string | undefined
}

export function addTelegram(site: Site, deps: ByTelegram): void {
  const { botToken } = deps
  if (botToken === undefined) return
  addLink(site, deps)
  // Telegram redirects back here with the proof in the query, or after the # for a script.
  site.page('/sign-in/telegram', {}, async visit =>
    visit.query['hash'] === undefined
      ? drawWaiting(visit)
      : login(deps, botToken, visit, visit.query, visit.query['state'])
  )
  site.form('/sign-in/telegram', {}, async visit =>
    login(deps, botToken, visit, fieldsOf(visit.form['proof']), visit.form['csrf'])
  )
  addMiniApp(site)
  site.form('/app/sign-in', { proven: true }, async visit => {
    const proof = readInitData(visit.form['init'] ?? '', botToken, deps.now())
    const who = proof && (await personOf(deps, proof))
    if (who === undefined) throw refused(visit)
    return { token: await deps.sessions.open({ person: who }, 'app', visit.agent) }
  })
}

/** A GET does not use up the link: Telegram fetches every URL that it shows. */
function addLink(site: Site, deps: ByTelegram): void {
  site.page('/web/:code', {}, visit => drawLink(visit))
  site.form('/web/:code', {}, async visit => {
    const person = await deps.signIns.take(visit.params['code'] ?? '')
    if (person === undefined)
      return { ...drawLink(visit, signInSay(visit.language)('linkGone')), status: 404 }
    await signIn(deps, visit, { person }, 'link')
    return { go: '/' }
  })
}

async function login(
  deps: ByTelegram,
  botToken: string,
  visit: Visit,
  fields: Readonly<Record<string, string>>,
  state: string | undefined
): Promise<Shown> {
  // Signed in as somebody else unknowingly, one would pay into that person's balance.
  if (state !== visit.csrf()) throw new AppError('csrf_failed', 'Sign in from our own page')
  const proof = readLogin(fields, botToken, deps.now())
  const person = proof && (await personOf(deps, proof))
  if (person === undefined)
    return drawSignIn(deps, visit, visit.query, signInSay(visit.language)('badProof'))
  await signIn(deps, visit, { person }, 'telegram' satisfies Way)
  return { go: nextOf(visit.query['next']) }
}

/** Accepts each proof once, in whichever process. */
async function personOf(
  { signIns, identities }: ByTelegram,
  proof: Proof
): Promise<string | undefined> {
  if (!(await signIns.first(`telegram ${proof.hash}`, 2 * FRESH_S))) return undefined
  await identities.open('telegram', proof.person, proof.name)
  return proof.person
}

const refused = (visit: Visit): AppError =>
  new AppError('unauthenticated', signInSay(visit.language)('badProof'))

/** Decodes what came after the #: base64 of a JSON object. */
function fieldsOf(text: string | undefined): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString())
    return Object.fromEntries(Object.entries(value ?? {}).map(([name, one]) => [name, String(one)]))
  } catch {
    return {}
  }
}

/** The URL of Telegram's login page, which redirects back to ours. */
export function telegramUrl(botToken: string, next: string, place: Place, csrf: string): string {
  const back = new URL(`${place.origin}${place.base}/sign-in/telegram`)
  back.search = new URLSearchParams({ state: csrf, next }).toString()
  const url = new URL('https://oauth.telegram.org/auth')
  const [bot = ''] = botToken.split(':', 1)
  const query = { bot_id: bot, origin: place.origin, request_access: 'write', return_to: back.href }
  url.search = new URLSearchParams(query).toString()
  return url.href
}

const drawWaiting = (visit: Visit): Page => ({
  title: signInSay(visit.language)('title'),
  narrow: true,
  scripts: ['sign-in.js'],
  body: html`
    <h1>${signInSay(visit.language)('title')}</h1>
    <form
      method="post"
      action=${`${visit.link('/sign-in/telegram')}?${new URLSearchParams({ next: nextOf(visit.query['next']) }).toString()}`}
    >
      ${hidden({ csrf: visit.csrf(), proof: '' })}
      <p class="notice">${signInSay(visit.language)('bot')}</p>
      <p id="way-back">
        <a href=${visit.link('/sign-in')}>${signInSay(visit.language)('title')}</a>
      </p>
    </form>
  `
})

function drawLink(visit: Visit, fault?: string): Page {
  const say = signInSay(visit.language)
  const form: Drawn = html`
    <p>${say('linkHint')}</p>
    <form method="post" action=${visit.link(visit.path)}>
      ${hidden({ csrf: visit.csrf() })}
      <button class="main">${say('title')}</button>
    </form>
  `
  return {
    title: say('linkTitle'),
    narrow: true,
    body: html`
      <h1>${say('linkTitle')}</h1>
      ${fault === undefined ? form : html`<p class="notice bad" role="alert">${fault}</p>`}
    `
  }
}
