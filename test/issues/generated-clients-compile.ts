// Of the OpenAPI document, by generators of clients as they were in November 2026:
// openapi-generator 7.16 made Go that did not compile (it calls what makes an `ApiKey` `NewApiKey`,
// which was another schema, and put a choice's default in as a name) and Java that did not (a set
// of words without a name); oapi-codegen 2.8 and orval's zod could not read `"token": true` for a
// schema; ogen 1.25 and others not a scheme of `Authorization` that IANA does not know.
import { test } from 'tap'
import { isObject } from '../../src/core/is-object.ts'
import { generic, withLApps } from '../../src/http/docs/document.ts'
import type { Form } from '../../src/lapps/contract/form.ts'
import document from '../../openapi/v1.json' with { type: 'json' }
import { objectsIn, type Json } from '../http/docs/harness/objects-in.ts'
import { gateway, lapp } from '../http/fixtures/gateway.ts'

/** The paths of the objects of a document that `picks` takes. */
const found = (node: unknown, picks: (one: Json) => boolean): readonly string[] =>
  objectsIn(node)
    .filter(({ one }) => picks(one))
    .map(({ at }) => at)

test('no schema is called like what makes another in Go', t => {
  const { schemas } = document.components
  t.ok('ApiKey' in schemas && 'Webhook' in schemas)
  for (const name of Object.keys(schemas)) {
    for (const made of [`New${name}`, `New${name}WithDefaults`]) t.notOk(made in schemas, made)
  }
  t.end()
})

test('a set of words has a name for its words', t => {
  const nameless = (one: Json): boolean =>
    one['uniqueItems'] === true && isObject(one['items']) && 'enum' in one['items']
  t.strictSame(found(document, nameless), [])
  const scopes = { items: { $ref: '#/components/schemas/Scope' } }
  t.match(document.components.schemas.ApiKey.properties.scopes, scopes)
  t.end()
})

test('a header with a proof of payment is one of the kinds that generators know', async t => {
  const app = await gateway(t, {})
  await app.ready()
  const schemes = found({ ...document, own: generic(app) }, one => one['type'] === 'http')
  t.ok(schemes.length > 0)
  t.strictSame(
    schemes.filter(at => !at.endsWith('/securitySchemes/key')),
    []
  )
})

const CHOOSING: Form = {
  type: 'object',
  properties: {
    what: {
      title: 'What?',
      oneOf: [
        { const: 'account', title: 'An account' },
        { const: 'send', title: 'A letter' }
      ],
      default: 'account'
    },
    text: { type: 'string', title: 'Text', maxLength: 9, onlyIf: { what: 'send' } }
  },
  required: ['text'],
  additionalProperties: false
}

test('the form of a LApp with a choice is one that generators read', async t => {
  const app = await gateway(t, {})
  await app.ready()
  const card = { ...lapp('post', 'Post', 'messaging'), input: CHOOSING }
  const { paths } = withLApps(generic(app), [card])
  const { requestBody } = paths['/v1/lapps/post/quotes']?.post ?? {}
  t.match(requestBody?.content['application/json'].schema.properties['input'], {
    properties: {
      what: {
        type: 'string',
        enum: ['account', 'send'],
        default: 'account',
        description: /What\?.*account: An account; send: A letter/
      }
    }
  })
  const bare = ({ properties }: Json): boolean =>
    isObject(properties) && Object.values(properties).some(one => typeof one === 'boolean')
  t.strictSame(found(requestBody, bare), [], 'a schema is an object')
})

test('the example of an event is of what it tells', t => {
  const told: Readonly<Record<string, object>> = document.webhooks
  const datum = (type: string): unknown => {
    const post = (told[type] as (typeof document.webhooks)['payment.failed'] | undefined)?.post
    return post?.requestBody.content['application/json'].example.data
  }
  t.match(datum('payment.failed'), {
    status: 'failed',
    preimage: null,
    error: { code: 'no_route' }
  })
  t.match(datum('purchase.paid'), { status: 'paid', delivery: { state: 'waiting', output: null } })
  t.match(datum('purchase.failed'), { status: 'failed', preimage: null })
  t.match(datum('transfer.returned'), { status: 'returned' })
  t.match(datum('webhook.disabled'), { status: 'disabled', disabled_reason: String })
  t.match(datum('payment.succeeded'), { status: 'succeeded', error: null })
  t.end()
})

test('what a webhook is told by its test is in the document, though nobody subscribes to it', t => {
  const told: Readonly<Record<string, object>> = document.webhooks
  t.strictSame(
    Object.keys(told).toSorted(),
    [...document.components.schemas.EventType.enum, 'webhook.test'].toSorted()
  )
  t.match(told['webhook.test'], { post: { tags: ['webhook-events'] } })
  t.end()
})
