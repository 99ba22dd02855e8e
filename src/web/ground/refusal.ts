// Explains a refusal to a person: in the bot's words where it has some.
import { SCOPES } from '../../account/scopes.ts'
import { ERRORS, type AppError, type ErrorCode } from '../../core/errors.ts'
import { missingMsat, reasonText, reasonWords } from '../../bot/texts/reasons.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { SAT, upToSat } from '../../core/msat.ts'
import { sats } from './amounts.ts'
import { html, type Drawn } from './html.ts'
import type { Language } from './speech.ts'
import type { Visit } from './visit.ts'
import { groundSay } from './words.ts'

/** @param card the LApp whose refusal it may be */
function refusalText(language: Language, refusal: AppError, card?: LAppCard): string {
  const scope = refusal.code === 'forbidden' ? scopeIn(refusal.detail) : undefined
  if (scope !== undefined) return groundSay(language)('forbiddenScope', { scope })
  const own = OWN[refusal.code]
  if (own === undefined) return reasonText(language, refusal, card).text
  const reason =
    refusal.code === 'insufficient_balance' ? reasonWords(language, refusal.detail) : undefined
  return `${groundSay(language)(own)} ${reason?.text ?? ''}`.trim()
}

/** The scope that a refusal ends with, which is what helps. */
const scopeIn = (detail: string): string | undefined =>
  SCOPES.find(scope => detail.split(' ').at(-1) === scope)

/** For refusals that the bot has no words for, or explains by its own commands. */
const OWN: { readonly [Code in ErrorCode]?: Parameters<ReturnType<typeof groundSay>>[0] } = {
  csrf_failed: 'csrf',
  forbidden: 'forbidden',
  unauthenticated: 'signInFirst',
  rate_limited: 'tooMany',
  insufficient_balance: 'short'
}

type Reader = Pick<Visit, 'language' | 'link' | 'session'>

export const drawRefusal = (visit: Reader, refusal: AppError, card?: LAppCard): Drawn => html`
  <div class="notice bad said" role="alert" data-code=${refusal.code}>
    ${refusalText(visit.language, refusal, card)} ${drawTopUp(visit, refusal)}
  </div>
`

/** Links to a deposit of the missing amount, for those who may create one. */
function drawTopUp({ language, link, session }: Reader, { code, detail }: AppError): Drawn | false {
  if (code !== 'insufficient_balance') return false
  const missing = missingMsat(detail)
  const mayDeposit = session?.caller.scopes.includes('deposits:write') === true
  if (missing === undefined || !mayDeposit) return false
  const rest = upToSat(missing)
  const amount = sats(rest, language)
  return html`<a class="button" href=${link(`/wallet/deposit?amount=${rest / SAT}`)}
    >${groundSay(language)('topUp', { amount })}</a
  >`
}

export function refusalPage(visit: Visit, refusal: AppError) {
  const say = groundSay(visit.language)
  const title = say(refusal.code === 'not_found' ? 'missing' : 'oops')
  return {
    title,
    narrow: true,
    status: ERRORS[refusal.code].status,
    body: html`
      <h1>${title}</h1>
      ${drawRefusal(visit, refusal)}
      <p><a href=${visit.link('/')}>${say('home')}</a></p>
    `
  }
}
