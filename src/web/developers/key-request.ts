// Parses the form for a new API key, or says what is wrong with it.
import { PERIODS } from '../../account/limits.ts'
import type { NewKey } from '../../account/make-key.ts'
import { SCOPES } from '../../account/scopes.ts'
import { isRange } from '../../core/addresses.ts'
import { msat, SAT, type Msat } from '../../core/msat.ts'
import type { Visit } from '../ground/visit.ts'
import { chosenOf } from './frame.ts'
import { devSay } from './words.ts'

type RequestedKey = Pick<NewKey, 'name' | 'scopes' | 'budget' | 'limits'>

export const SCOPE = 'scope.'

export function requestedKey(visit: Visit, now: Date): RequestedKey | { readonly fault: string } {
  const say = devSay(visit.language)
  const { form } = visit
  const name = (form['name'] ?? '').trim()
  const scopes = chosenOf(visit, SCOPE, SCOPES)
  const amount = satsOf(form['budget'])
  const most = satsOf(form['max'])
  const ips = listOf(form['ips'])
  const lapps = listOf(form['lapps'])
  const wrong = ips?.find(text => !isRange(text))
  const expiresAt = dayOf(form['expires'])
  if (name === '') return { fault: say('noName') }
  if (scopes.length === 0) return { fault: say('noScope') }
  if (amount === 'wrong' || most === 'wrong') return { fault: say('badNumber') }
  if (wrong !== undefined) return { fault: say('badAddress', { what: wrong }) }
  if (expiresAt === 'wrong' || (expiresAt !== undefined && expiresAt <= now))
    return { fault: say('badDate') }
  const period = PERIODS.find(one => one === form['period']) ?? 'month'
  return {
    name,
    scopes,
    budget: amount && { amountMsat: amount, period },
    limits: { maxPaymentMsat: most, ipAllow: ips, lapps, expiresAt }
  }
}

/** Up to the API's own limit. */
function satsOf(text = ''): Msat | undefined | 'wrong' {
  if (text.trim() === '') return undefined
  return /^[1-9]\d{0,12}$/.test(text.trim()) ? msat(BigInt(text.trim()) * SAT) : 'wrong'
}

function listOf(text = ''): readonly string[] | undefined {
  const all = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
  return all.length === 0 ? undefined : [...new Set(all)].slice(0, 100)
}

/** The end of that day: a date means the whole of it. */
function dayOf(text = ''): Date | undefined | 'wrong' {
  if (text === '') return undefined
  const at = new Date(`${text}T23:59:59Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(at.getTime())) return 'wrong'
  return at
}
