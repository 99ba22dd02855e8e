// Wire schemas of an API key: what is requested, and what is shown.
import type { FromSchema } from 'json-schema-to-ts'
import { isRange } from '../../core/addresses.ts'
import type { ApiKey, BudgetNow } from '../../account/key-view.ts'
import { PERIODS } from '../../account/limits.ts'
import type { NewKey } from '../../account/make-key.ts'
import { SCOPES } from '../../account/scopes.ts'
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { msat, wire } from '../../core/msat.ts'
import { moment } from './list-filters.ts'
import * as s from './schema.ts'

const BUDGET = s.orNull(
  'Budget',
  s.exactly({
    amount_msat: s.BALANCE,
    period: { type: 'string', enum: PERIODS },
    used_msat: { ...s.BALANCE, description: 'What went out in this period, holds included' },
    left_msat: { ...s.BALANCE, description: 'What may still go out in this period' },
    renews_at: s.MAYBE_TIME
  })
)

const SOME_SCOPES = s.words('Scope', SCOPES)

const MAYBE_TEXTS = { type: ['array', 'null'], items: s.TEXT } as const

const FIELDS = s.exactly({
  id: s.TEXT,
  name: s.TEXT,
  account: s.TEXT,
  prefix: { ...s.TEXT, description: 'How the key begins' },
  scopes: SOME_SCOPES,
  budget: BUDGET,
  max_payment_msat: s.MAYBE_BALANCE,
  lapps: MAYBE_TEXTS,
  ip_allow: MAYBE_TEXTS,
  expires_at: s.MAYBE_TIME,
  approval: { type: 'boolean' },
  last_used_at: s.MAYBE_TIME,
  created_at: s.TIME
})

export const KEY = s.named('ApiKey', FIELDS)

export const NEW_KEY = s.named(
  'ApiKeyWithSecret',
  s.exactly({
    ...FIELDS.properties,
    key: {
      ...s.MAYBE_TEXT,
      description:
        'Shown only once: null in the answer to a repeat by its Idempotency-Key. Whoever has lost it rotates this key, or makes another'
    }
  })
)

export const present = (key: ApiKey) => ({
  id: showId('key', key.id),
  name: key.name,
  account: showId('acc', key.account),
  prefix: key.prefix,
  scopes: [...key.scopes],
  budget: key.budget && presentBudget(key.budget),
  max_payment_msat: s.amount(key.limits.maxPaymentMsat ?? null),
  lapps: key.limits.lapps === undefined ? null : [...key.limits.lapps],
  ip_allow: key.limits.ipAllow === undefined ? null : [...key.limits.ipAllow],
  expires_at: s.time(key.limits.expiresAt ?? null),
  approval: key.limits.approval,
  last_used_at: s.time(key.lastUsedAt),
  created_at: key.createdAt.toISOString()
})

const presentBudget = (budget: BudgetNow) => ({
  amount_msat: wire(budget.amountMsat),
  period: budget.period,
  used_msat: wire(budget.usedMsat),
  left_msat: wire(budget.leftMsat),
  renews_at: s.time(budget.renewsAt)
})

export const WISH = s.fields(
  {
    name: s.NAME,
    account: {
      type: 'string',
      maxLength: 100,
      description: 'The account of the key that asks (the default), or a sub-account of it'
    },
    scopes: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      maxItems: SCOPES.length,
      items: SOME_SCOPES.items
    },
    budget: {
      type: 'object',
      description:
        'Counts all that leaves by the key, fees and holds included, by UTC calendar periods; weeks begin on Monday',
      properties: { amount_msat: s.AMOUNT, period: { type: 'string', enum: PERIODS } },
      required: ['amount_msat', 'period'],
      additionalProperties: false
    },
    max_payment_msat: {
      ...s.AMOUNT,
      description: `${s.AMOUNT.description}; of one payment, purchase or transfer, without the network's fee`
    },
    lapps: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: 100 },
      description: 'The ids of the LApps that it may buy from; all without it'
    },
    ip_allow: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      items: { type: 'string', maxLength: 50 },
      description: 'Addresses and networks that it works from, such as 203.0.113.0/24'
    },
    expires_at: {
      type: 'string',
      maxLength: 40,
      description: 'A time to come by RFC 3339, such as 2030-11-02T10:00:00Z'
    },
    approval: {
      type: 'boolean',
      description:
        'A payment or purchase over the budget is asked of the owner in Telegram, in ' +
        'pending_approval for 15 minutes; where nobody can be asked, 403 budget_exceeded'
    }
  },
  ['name', 'scopes']
)

/** @throws {AppError} invalid_request for what a schema cannot express well */
export function requestedKey(
  body: FromSchema<typeof WISH>,
  now: Date
): Omit<NewKey, 'account' | 'maker'> {
  const { name, scopes, budget, max_payment_msat: max, lapps, ip_allow: ipAllow } = body
  const wrong = ipAllow?.findIndex(text => !isRange(text)) ?? -1
  if (wrong !== -1) throw refusal(`/ip_allow/${wrong}`, 'is no address and no network')
  const expiresAt = moment(body.expires_at, () =>
    refusal('/expires_at', `must be ${WISH.properties.expires_at.description}`)
  )
  if (expiresAt !== undefined && expiresAt <= now) throw refusal('/expires_at', 'is over already')
  const { approval } = body
  return {
    name,
    scopes,
    budget: budget && { amountMsat: msat(budget.amount_msat), period: budget.period },
    limits: {
      maxPaymentMsat: max === undefined ? undefined : msat(max),
      lapps,
      ipAllow,
      expiresAt,
      approval
    }
  }
}

const refusal = (pointer: string, detail: string): AppError =>
  new AppError('invalid_request', `${pointer}: ${detail}`, [{ pointer, detail }])
