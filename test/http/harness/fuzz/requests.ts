// Requests made of an OpenAPI document: of each operation what it takes, what it nearly takes, and
// what no client would send.
import fc, { type Arbitrary } from 'fast-check'
import { ref, type Kind } from './refs.ts'
import { hostile, hostileText, nearly, valid, type Schema } from './values.ts'

type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}
type Media = { readonly schema: Schema; readonly example?: unknown }
export type Operation = {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: { readonly 'application/json': Media } }
}
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export type Request = {
  /** `POST /v1/payments`; undefined where it is none of the document's. */
  readonly operation: string | undefined
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | undefined
  /** Which of the callers, by number. */
  readonly caller: number
}

/**
 * What would say nothing: the make-believe node would let later payments hang for as long as it is
 * told to.
 */
const SKIPPED = ['POST /sandbox/node/next-payments']

export function requests({ paths }: Document): Arbitrary<Request> {
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
      .filter(({ method }) => !SKIPPED.includes(`${method} ${path}`))
  )
  return fc.oneof(...all.map(one => request(one)))
}

type One = { readonly path: string; readonly method: string; readonly operation: Operation }

function request({ path, method, operation }: One): Arbitrary<Request> {
  const { parameters = [], requestBody } = operation
  const media = requestBody?.content['application/json']
  const asked = fc.record({
    method: fc.oneof(
      { weight: 30, arbitrary: fc.constant(method) },
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD')
    ),
    path: filled(path, parameters),
    query: query(parameters),
    headers: headers(parameters),
    body: media === undefined ? unasked : body(media),
    caller: fc.nat(999)
  })
  return asked.map(({ path: at, query: asks, ...rest }) => {
    const isSame = rest.method === method && at.isSame
    return {
      ...rest,
      operation: isSame ? `${method} ${path}` : undefined,
      url: asks === '' ? at.url : `${at.url}?${asks}`
    }
  })
}

const escaped = (text: string): string => encodeURIComponent(text.toWellFormed())

/** Stand-ins stay readable: they are filled in later. */
const kept = (text: string): string =>
  escaped(text).replaceAll(/zzref\((\w+)%2C(\d+)\)zz/g, 'zzref($1,$2)zz')

function filled(path: string, parameters: readonly Parameter[]) {
  const ways = parameters
    .filter(parameter => parameter.in === 'path')
    .map(({ name, schema }) =>
      fc.tuple(
        fc.constant(name),
        fc.oneof(
          { weight: 6, arbitrary: name === 'id' ? ref(kindOf(path)) : valid(schema, name) },
          { weight: 2, arbitrary: valid(schema, name) },
          hostileText
        ) as Arbitrary<string>
      )
    )
  return fc.tuple(...ways).map(values => ({
    url: values.reduce((url, [name, value]) => url.replace(`{${name}}`, () => kept(value)), path),
    isSame: values.every(([, value]) => value !== '' && !/^\.+$/.test(value))
  }))
}

const OF_PATHS: Readonly<Record<string, Kind>> = {
  deposits: 'dep',
  payments: 'pay',
  purchases: 'pur',
  transfers: 'trf',
  accounts: 'acc',
  'api-keys': 'key',
  webhooks: 'whk'
}
const kindOf = (path: string): Kind => OF_PATHS[path.split('/')[2] ?? ''] ?? 'any'

function query(parameters: readonly Parameter[]): Arbitrary<string> {
  const own = parameters.filter(parameter => parameter.in === 'query')
  const right = fc.record(
    Object.fromEntries(own.map(({ name, schema }) => [name, seldom(valid(schema, name))]))
  )
  const name = fc.oneof(
    hostileText,
    ...(own.length > 0 ? [fc.constantFrom(...own.map(one => one.name))] : [])
  )
  const more = fc.array(fc.tuple(name, hostileText), { maxLength: 2 })
  const wrong = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, more)
  return fc.tuple(right, wrong).map(([good, bad]) =>
    [
      ...Object.entries(good)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, String(value)] as const),
      ...bad
    ]
      .map(([key, value]) => `${kept(key)}=${kept(value)}`)
      .join('&')
  )
}

/** What a header can carry. */
const headerText = fc.oneof(fc.string(), hostileText).map(text =>
  text
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, 400)
    .trim()
)

function headers(parameters: readonly Parameter[]): Arbitrary<Readonly<Record<string, string>>> {
  const own = new Set(parameters.map(({ name }) => name))
  const some: Record<string, Arbitrary<string | undefined>> = {
    'content-type': mostly(fc.constant('application/json'), fc.oneof(TYPES, headerText)),
    'x-forwarded-for': fc.nat(2 ** 24).map(n => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`),
    host: rarely(fc.constantFrom('evil.example', 'localhost', '127.0.0.1:1')),
    ...(own.has('Idempotency-Key') && {
      'idempotency-key': mostly(
        fc.constantFrom('new', 'new', 'new', 'again 1', 'again 2', 'again 3', undefined),
        headerText
      )
    }),
    // Whoever waits for long is not quicker wrong.
    ...(own.has('Prefer') && {
      prefer: mostly(fc.constantFrom('wait=0', 'wait=1'), fc.oneof(PREFERENCES, headerText))
    }),
    ...(own.has('Gateway-Account') && {
      'gateway-account': rarely(fc.oneof(SUB, SUB, headerText))
    })
  }
  return fc
    .record(some)
    .map(
      all =>
        Object.fromEntries(
          Object.entries(all).filter(([, value]) => value !== undefined)
        ) as Record<string, string>
    )
}

const TYPES = fc.constantFrom(
  'text/plain',
  'application/json; charset=utf-8',
  'multipart/form-data'
)
const PREFERENCES = fc.constantFrom('wait=-1', 'wait=0, wait=1', 'respond-async, wait="1"')
/** Whose it is is filled in when it is sent. */
const SUB = fc.constantFrom('the sub-account', 'zzref(acc,1)zz', 'zzref(acc,2)zz')

const mostly = <T>(good: Arbitrary<T>, bad: Arbitrary<T>): Arbitrary<T> =>
  fc.oneof({ weight: 14, arbitrary: good }, bad)
const seldom = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, arbitrary)
const rarely = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  mostly<T | undefined>(fc.constant(undefined), arbitrary)

const written = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/"zzraw\(([^)]*)\)zz"/g, '$1')

const BROKEN: readonly (string | Buffer | undefined)[] = [
  ...[
    '{',
    '{"a":1}}',
    '{"a":1,"a":2}',
    'null',
    '[]',
    '""',
    '1',
    '﻿{}',
    'NaN',
    '{"a":01}',
    undefined
  ],
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  '['.repeat(5_000),
  `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
  `{"memo":"${'x'.repeat(70_000)}"}`
]

/** What is sent where nothing is asked for. */
const unasked: Arbitrary<string | Buffer | undefined> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  fc.constantFrom(...BROKEN),
  hostile.map(written)
)

function body({ schema, example }: Media): Arbitrary<string | Buffer | undefined> {
  const right = valid(schema)
  const given = example === undefined ? right : fc.constant(example)
  return fc.oneof(
    { weight: 6, arbitrary: right.map(written) },
    { weight: 2, arbitrary: given.map(written) },
    { weight: 7, arbitrary: nearly(fc.oneof(right, given)).map(written) },
    { weight: 1, arbitrary: hostile.map(written) },
    { weight: 1, arbitrary: fc.constantFrom(...BROKEN) }
  )
}
