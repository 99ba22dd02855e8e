// The catalogue.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'
import { AppError } from '../../core/errors.ts'
import { page } from '../../core/page.ts'
import { schema } from '../../lapps/form.ts'
import { list, PAGE, presentPage, type PageQuery } from '../pages.ts'
import type { LAppCard, Rooms } from '../rooms.ts'
import * as s from '../schema.ts'
import { BY_LAPP } from './purchases.ts'

const FIELDS = s.exactly({
  id: s.TEXT,
  title: s.TEXT,
  summary: s.TEXT,
  category: s.TEXT,
  price: s.TEXT,
  tier: s.TEXT,
  health: s.TEXT,
  status: s.TEXT
})

const CARD = s.named('LApp', FIELDS)

const FORM = { type: 'object', additionalProperties: true } as const

const DETAILS = s.named('LAppDetails', {
  ...FIELDS,
  properties: {
    ...FIELDS.properties,
    input: { ...FORM, description: 'The form to fill in, as JSON Schema' },
    output: { ...FORM, description: 'What is delivered, as JSON Schema' },
    examples: { type: 'array', items: FORM, description: 'Inputs that work in the sandbox' }
  },
  required: [...FIELDS.required, 'input', 'output', 'examples'],
  additionalProperties: true,
  description: 'With the rest of the manifest'
} as const)

/** Tier and health are measured by what does not run yet. */
const present = ({ id, manifest }: LAppCard) => ({
  id,
  title: manifest.title,
  summary: manifest.summary,
  category: manifest.category,
  price: manifest.price,
  tier: 'none',
  health: 'unknown',
  status: manifest.status
})

const NOTHING = { type: 'object', properties: {}, additionalProperties: false } as const

const presentDetails = (lapp: LAppCard) => ({
  ...lapp.manifest,
  ...present(lapp),
  input: { ...schema(lapp.input) },
  output: { ...(lapp.output ? schema(lapp.output) : NOTHING) },
  examples: lapp.manifest.examples.map(example => ({ ...example }))
})

const QUERY = {
  type: 'object',
  properties: {
    ...PAGE,
    category: { type: 'string', maxLength: 40 },
    q: { type: 'string', maxLength: 100, description: 'Words in the id, the title or the summary' }
  },
  additionalProperties: false
} as const

function search(
  catalogue: readonly LAppCard[],
  { limit, cursor = '', category, q = '' }: PageQuery & { category?: string; q?: string }
) {
  const words = q.toLowerCase().split(/\s+/)
  const found = catalogue
    .filter(
      ({ id, manifest }) => id > cursor && (category ?? manifest.category) === manifest.category
    )
    .filter(({ id, manifest: { title, summary } }) => {
      const text = `${id} ${title} ${summary}`.toLowerCase()
      return words.every(word => text.includes(word))
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return page(found.slice(0, limit + 1), limit, last => last.id)
}

export const lapps =
  ({ catalogue }: Pick<Rooms, 'catalogue'>): FastifyPluginCallbackJsonSchemaToTs =>
  (app, _options, done) => {
    const tags = ['lapps']
    app.get(
      '/lapps',
      {
        schema: {
          tags,
          summary: 'List what can be bought',
          querystring: QUERY,
          response: { 200: list(CARD) }
        }
      },
      ({ query }) => presentPage(search(catalogue, query), present)
    )
    app.get(
      '/lapps/:lapp',
      {
        schema: { tags, summary: 'Read a LApp', params: BY_LAPP, response: { 200: DETAILS } }
      },
      ({ params }) => {
        const lapp = catalogue.find(({ id }) => id === params.lapp)
        if (!lapp) throw new AppError('not_found', 'There is no such LApp')
        return presentDetails(lapp)
      }
    )
    done()
  }
