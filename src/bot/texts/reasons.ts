// Why something was refused or failed, in a person's language: the one table of all rooms' reasons.
// The rooms say them in English, for programs; what is not in the table is said by its kind alone.
import type { AppError } from '../../core/errors.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { en, type TextKey } from './en.ts'
import { saidOf } from './lapp-text.ts'
import { lines, plain, say, type Value, type Words } from './say.ts'
import type { Language } from './language.ts'

type Row = readonly [pattern: RegExp, key: TextKey]

/** Groups by name are put into the sentence: `…msat` as amounts, the others as they are. */
const REASONS: readonly Row[] = [
  [/^it takes up to (?<takes_msat>\d+) msat .* balance is (?<has_msat>\d+) msat$/s, 'reason.lacks'],
  [
    /^The transfer needs (?<takes_msat>\d+) msat, the balance is (?<has_msat>\d+) msat$/,
    'reason.needs'
  ],
  [/^the payee takes from (?<min_msat>\d+) to (?<max_msat>\d+) msat/, 'reason.range'],
  [/^the payee takes (?<min_msat>\d+) msat/, 'reason.exactly'],
  [/^(?:the invoice|the link) asks for (?<asks_msat>\d+) msat$/, 'reason.exactly.invoice'],
  [/names no amount/, 'reason.no_amount'],
  [/on-chain address only/, 'reason.on_chain'],
  [/^BOLT 12/, 'reason.offer'],
  [/^it is for logging in/, 'reason.login'],
  [/^it is a web page/, 'reason.web'],
  [/^it pays out/, 'reason.pays_out'],
  [/^it is a (?<tag>\S+), not a request/, 'reason.other_lnurl'],
  [/^(?:it is for (?<chain>\w+), this is|it is not for)/, 'reason.network'],
  [/has expired|is about to/, 'error.invoice_expired'],
  [/^each invoice is paid once/, 'error.already_paid'],
  [/^look at the payment that is under way/, 'error.being_paid'],
  [/^(?<host>\S+) takes no Lightning payments for that name$/, 'reason.no_such_name'],
  [/^(?<host>\S+) says: (?<said>[^]+)$/, 'reason.says'],
  [/^(?<host>\S+) (?:does not answer|has a problem)/, 'reason.away'],
  [/^(?<host>\S+) (?:is not a public address|redirects without end)/, 'reason.bad_host'],
  [/^the answer of (?<host>\S+) is too large/, 'reason.bad_host'],
  [/^the service |^the invoice of the service/, 'reason.service_wrong'],
  [/^the success action of the service/, 'reason.service_wrong'],
  [/less than its own least/, 'reason.service_wrong'],
  [/^the payee takes a comment/, 'reason.comment_long'],
  [/^the payee takes no comment/, 'reason.no_comment'],
  [/^the comment /, 'reason.comment_long'],
  [/^its amount is/, 'reason.damaged'],
  [/checksum|signature|cut off|mixes upper|field|payment hash|payment secret/, 'reason.damaged'],
  [/^too much of yours|may be on their way$/, 'reason.too_much'],
  [/ask again$|try again soon$/, 'reason.busy'],
  [/^earlier payments of yours/, 'reason.clogged'],
  [/^the quote has run out/, 'reason.quote_old'],
  [/cannot be bought now/, 'error.lapp_paused'],
  [/^It has not delivered in /, 'reason.undelivered']
]

/** The reason itself, as a sentence; the English one where the person reads English anyway. */
export function reasonWords(language: Language, detail: string): Words {
  const found = reasonOf(detail)
  return found === undefined
    ? say(language, 'reason.other')
    : say(language, found.key, valuesOf(found.groups))
}

/** Why nothing was delivered: our own reason in the person's language, the service's as it is. */
export const undelivered = (language: Language, reason: string): string =>
  reasonOf(reason)?.key === 'reason.undelivered' ? reasonWords(language, reason).text : reason

/** How much would have to come in first; undefined where the balance is not what lacks. */
export function missingMsat(detail: string): bigint | undefined {
  const { takes_msat: takes, has_msat: has } = reasonOf(detail)?.groups ?? {}
  return takes === undefined || has === undefined ? undefined : BigInt(takes) - BigInt(has)
}

function reasonOf(detail: string) {
  for (const [pattern, key] of REASONS) {
    const found = pattern.exec(detail)
    if (found !== null) return { key, groups: found.groups ?? {} }
  }
  return undefined
}

const valuesOf = (groups: Readonly<Record<string, string>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, text]): [string, Value] =>
      name.endsWith('_msat')
        ? [name.slice(0, -5), BigInt(text)]
        : [name, name === 'said' ? { as: 'quote', text } : text]
    )
  )

/** A refusal of the house: its kind, and the reason where it says more. */
export function reasonText(
  language: Language,
  { code, detail }: AppError,
  /** The LApp that may have said it. */
  card?: LAppCard
): Words {
  const key = `error.${code}`
  const known = Object.hasOwn(en, key) ? (key as TextKey) : 'error.other'
  const reason = reasonWords(language, detail)
  const more = reason.text === say(language, 'reason.other').text ? plain('') : reason
  const kind = say(language, known, {
    detail:
      known === 'error.lapp_refused'
        ? { as: 'quote', text: saidOf(card, language, 'refusal', detail) }
        : ''
  })
  return more.text === kind.text ? kind : lines([kind, more])
}

/** Why a payment or a purchase failed. */
export function failureWords(
  language: Language,
  error: { readonly code: string; readonly detail: string } | null
): Words {
  const key = `failed.${error?.code ?? ''}`
  return Object.hasOwn(en, key) ? say(language, key as TextKey) : plain('')
}
