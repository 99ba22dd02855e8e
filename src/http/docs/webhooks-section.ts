// The webhooks in the document: the request sent for each event, and how to respond to it.
import { EVENT_TYPES } from '../../notify/event-log.ts'
import { exactly, TEXT, TIME } from '../wire/schema.ts'
import { sampleOf } from './answers.ts'
import { nullable, orNull, pascal, refTo } from './names.ts'

/** A webhook is also told what nobody subscribes to: the test of itself. */
const TOLD = [...EVENT_TYPES, 'webhook.test'] as const
type Told = (typeof TOLD)[number]

const SUBJECTS: Readonly<Record<Told, string>> = {
  'deposit.settled': 'Deposit',
  'payment.succeeded': 'Payment',
  'payment.failed': 'Payment',
  'purchase.paid': 'Purchase',
  'purchase.delivered': 'Purchase',
  'purchase.failed': 'Purchase',
  'transfer.received': 'Transfer',
  'transfer.returned': 'Transfer',
  'webhook.disabled': 'Webhook',
  'webhook.test': 'Webhook'
}

const NO_ROUTE = {
  code: 'no_route',
  detail: 'No route to the payee can carry it now; try again later, or a smaller amount.'
}

/** What the example of an event has other than the sample of its resource, which ended well. */
const AT_THAT_EVENT: Partial<Record<Told, object>> = {
  'payment.failed': { status: 'failed', fee_msat: null, preimage: null, error: NO_ROUTE },
  'purchase.paid': {
    status: 'paid',
    delivery: { state: 'waiting', output: null, reason: null, note: null }
  },
  'purchase.failed': {
    status: 'failed',
    fee_msat: null,
    preimage: null,
    delivery: { state: 'none', output: null, reason: null, note: null },
    error: NO_ROUTE
  },
  'transfer.returned': { status: 'returned', to: 'telegram:1000000001' },
  'webhook.disabled': {
    status: 'disabled',
    disabled_reason: 'HTTP 500',
    failing_since: '2026-10-30T10:00:00.000Z'
  }
}

/** Named as in Standard Webhooks. */
const HEADERS = {
  'webhook-id': 'The id of the event: the same whenever it is sent again',
  'webhook-timestamp': 'Seconds since 1970; refuse what is older than five minutes',
  'webhook-signature': 'One signature or several, parted by spaces; one that is right is enough'
}

const parameters = Object.entries(HEADERS).map(([name, description]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: TEXT
}))

type Section = {
  readonly webhooks: Readonly<Record<string, object>>
  /** Each event's body, by a name of its own: openapi-generator reads none that has no name. */
  readonly schemas: Readonly<Record<string, object>>
}

export const webhooksSection = (): Section => ({
  webhooks: Object.fromEntries(TOLD.map(type => [type, { post: tell(type) }])),
  schemas: Object.fromEntries(
    TOLD.flatMap(type => [
      [nullable(SUBJECTS[type]), orNull(SUBJECTS[type])],
      [`${pascal(type)}Event`, bodyOf(type)]
    ])
  )
})

const headOf = (type: Told) =>
  ({
    id: { ...TEXT, description: 'evt_…, as in webhook-id' },
    type: { type: 'string', enum: [type] },
    created_at: TIME,
    account: { ...TEXT, description: 'Whose it is: the account of the webhook, or a sub-account' },
    sequence: { type: 'integer', description: '1, 2, … of the events of one resource' }
  }) as const

/** Its data is the resource as it stands now, or null once it is gone. */
const bodyOf = (type: Told): object =>
  exactly({ ...headOf(type), data: refTo(nullable(SUBJECTS[type])) })

function tell(type: Told): object {
  const schema = refTo(`${pascal(type)}Event`)
  const head = sampleOf(exactly(headOf(type))) as object
  const sample = sampleOf(refTo(SUBJECTS[type])) as object
  const event = { ...head, data: { ...sample, ...AT_THAT_EVENT[type] } }
  return {
    operationId: `on${pascal(type)}`,
    // Not `webhooks`: a generated client has one class for each tag, and would lose its routes.
    tags: ['webhook-events'],
    summary: `${SUBJECTS[type]}: ${type}`,
    description:
      'Answer with any 2xx within 10 seconds. Anything else is tried again for three days, later each time. ' +
      'Check the signature over the raw body, and pass over a webhook-id that you have seen.',
    security: [],
    parameters,
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: event } }
    },
    responses: {
      '2XX': { description: 'Taken' },
      '4XX': { description: 'Not taken: it is sent again' }
    }
  }
}
