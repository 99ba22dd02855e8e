// Serves what crawlers and agents read first: what is sold without an account, and `llms.txt`.
import type { FastifyInstance } from 'fastify'
import { schema } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../wire/rooms.ts'
import { exactly } from '../wire/schema.ts'

type Facts = {
  readonly catalogue: readonly LAppCard[]
  readonly publicUrl: string
  readonly sells: boolean
  readonly hasMcp: boolean
}

const HIDE = { schema: { hide: true } } as const

export function services(app: FastifyInstance, facts: Facts): void {
  const sold = facts.catalogue.filter(({ status }) => status === 'active')
  if (facts.sells) {
    app.get('/.well-known/l402-services', HIDE, (_request, reply) =>
      reply.header('access-control-allow-origin', '*').send({
        version: '1',
        service: { name: 'LApp Gateway', url: facts.publicUrl, docs: `${facts.publicUrl}/docs` },
        protocols: ['L402', 'Payment'],
        services: sold.map(card => serviceOf(card, facts.publicUrl))
      })
    )
  }
  app.get('/llms.txt', HIDE, (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(words(sold, facts))
  )
}

const serviceOf = ({ id, manifest, input }: LAppCard, publicUrl: string) => ({
  id,
  name: manifest.title,
  description: manifest.summary,
  category: manifest.category,
  method: 'POST',
  url: `${publicUrl}/paid/${id}`,
  price: {
    text: manifest.price,
    min_msat: manifest.limits.msatMin,
    max_msat: manifest.limits.msatMax
  },
  body: exactly({ input: schema(input) }),
  example: { input: manifest.examples[0] ?? {} }
})

/** In the format of llmstxt.org. */
const words = (
  sold: readonly LAppCard[],
  { publicUrl, sells, hasMcp }: Facts
): string => `# LApp Gateway

> One Lightning balance for every Lightning app: pay, be paid, and buy from LApps. Amounts are whole millisatoshi (1 sat is 1000). "pending" means that nobody knows yet: look again, never pay again.

## Ways in

- [OpenAPI](${publicUrl}/openapi.json): every route, with Authorization: Bearer and a key
- [Reference](${publicUrl}/docs): the same for people
${hasMcp ? `- [MCP](${publicUrl}/mcp): the same as tools, by the same key; /mcp?lapps=a,b has one for each LApp\n` : ''}${sells ? `- [Paid endpoints](${publicUrl}/.well-known/l402-services): without an account, by L402 or MPP\n` : ''}
## What can be bought

${sold.map(card => lineOf(card, publicUrl, sells)).join('\n')}
`

const lineOf = ({ id, manifest }: LAppCard, publicUrl: string, sells: boolean): string =>
  `- [${manifest.title}](${publicUrl}${sells ? '/paid' : '/v1/lapps'}/${id}): ${manifest.summary} (${manifest.price})`
