// The catalogue of LApps.
import { AppError } from '../../core/errors.ts'
import { page } from '../../core/page.ts'
import { schema } from '../../lapps/contract/form.ts'
import type { App } from '../wire/app.ts'
import { list, PAGE, presentPage, type PageQuery } from '../wire/pages.ts'
import type { LAppCard, Rooms } from '../wire/rooms.ts'
import type { Health } from '../../purchase/health.ts'
import * as s from '../wire/schema.ts'
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

type Shown = { readonly lapp: LAppCard; readonly health: Health }

const present = ({ lapp: { id, manifest, tier, status }, health }: Shown) => ({
  id,
  title: manifest.title,
  summary: manifest.summary,
  category: manifest.category,
  price: manifest.price,
  tier,
  health: health.state,
  status: health.state === 'paused' && status === 'active' ? 'paused' : status
})

const NOTHING = { type: 'object', properties: {}, additionalProperties: false } as const

/** Under their wire names: an amount ends in `_msat`. */
const presentLimits = ({ limits }: LAppCard['manifest']) => ({
  min_msat: limits.msatMin,
  max_msat: limits.msatMax,
  expiry_min_s: limits.expiryMin,
  per_user_per_day: limits.perUserPerDay
})

const presentDetails = (shown: Shown) => ({
  ...shown.lapp.manifest,
  ...present(shown),
  limits: presentLimits(shown.lapp.manifest),
  success_rate: shown.health.successRate,
  latency_ms: shown.health.latencyMs,
  paused_because: shown.health.why,
  input: { ...schema(shown.lapp.input) },
  output: { ...(shown.lapp.output ? schema(shown.lapp.output) : NOTHING) },
  examples: shown.lapp.manifest.examples.map(example => ({ ...example }))
})

const QUERY = s.fields({
  ...PAGE,
  category: { type: 'string', maxLength: 40 },
  q: { type: 'string', maxLength: 100, description: 'Words in the id, the title or the summary' }
})

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

export function lapps(app: App, { catalogue, health }: Pick<Rooms, 'catalogue' | 'health'>): void {
  const shown = (lapp: LAppCard): Shown => ({ lapp, health: health.of(lapp.id) })
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
    ({ query }) => presentPage(search(catalogue, query), lapp => present(shown(lapp)))
  )
  app.get(
    '/lapps/:lapp',
    {
      schema: { tags, summary: 'Read a LApp', params: BY_LAPP, response: { 200: DETAILS } }
    },
    ({ params }) => {
      const lapp = catalogue.find(({ id }) => id === params.lapp)
      if (!lapp) throw new AppError('not_found', 'There is no such LApp')
      return presentDetails(shown(lapp))
    }
  )
}
