// The webhooks in the document: the request sent for each event, and how to respond to it.
import { EVENT_TYPES } from '../../notify/event-log.ts'
import { exactly, TEXT, TIME } from '../wire/schema.ts'
import { sampleOf } from './answers.ts'

type Told = (typeof EVENT_TYPES)[number]

const SUBJECTS: Readonly<Record<Told, string>> = {
  'deposit.settled': 'Deposit',
  'payment.succeeded': 'Payment',
  'payment.failed': 'Payment',
  'purchase.paid': 'Purchase',
  'purchase.delivered': 'Purchase',
  'purchase.failed': 'Purchase',
  'transfer.received': 'Transfer',
  'transfer.returned': 'Transfer',
  'webhook.disabled': 'Webhook'
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

export const webhooksSection = (): Readonly<Record<string, object>> =>
  Object.fromEntries(EVENT_TYPES.map(type => [type, { post: tell(type) }]))

function tell(type: Told): object {
  const data = { $ref: `#/components/schemas/${SUBJECTS[type]}` }
  const head = {
    id: { ...TEXT, description: 'evt_…, as in webhook-id' },
    type: { type: 'string', enum: [type] },
    created_at: TIME,
    account: { ...TEXT, description: 'Whose it is: the account of the webhook, or a sub-account' },
    sequence: { type: 'integer', description: '1, 2, … of the events of one resource' }
  } as const
  const schema = exactly({
    ...head,
    data: { anyOf: [data, { type: 'null' }], description: 'The resource as it stands now' }
  })
  const event = { ...(sampleOf(exactly(head)) as object), data: sampleOf(data) }
  return {
    operationId: `on${type.replaceAll(/(?:^|\.)([a-z])/g, (_, a: string) => a.toUpperCase())}`,
    tags: ['webhooks'],
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
