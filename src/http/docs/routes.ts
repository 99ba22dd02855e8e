// `GET /openapi.json` for programs, `GET /docs` and its guide for people; the page's files are
// served from here, nothing is fetched from elsewhere.
import { defined } from '../../core/defined.ts'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { generic, withLApps, type Document } from './document.ts'
import { guide } from './guide.ts'
import { withExamples, type Payable } from './examples.ts'
import type { LAppCard } from '../wire/rooms.ts'

/** The page styles its parts inline; scripts come only from here. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** The paths of the page's document. */
const DOCUMENT = /\/(json|yaml)(\?|$)/

/** Hides its top bar, which offers to load another document; the policy above forbids that. */
const THEME = `
.swagger-ui .topbar, .swagger-ui .info .link { display: none }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .scheme-container { padding: 12px 0 }
`

export type InSandbox = {
  readonly apiKey: string
  /** Invoices for the forms; each can be paid only once, so none is shown that was. */
  readonly payable?: () => Promise<Payable>
}

export async function docs(
  app: FastifyInstance,
  catalogue: readonly LAppCard[],
  sandbox: InSandbox | undefined
): Promise<void> {
  let served: Document | undefined
  const document = (): Document => (served ??= withLApps(generic(app), catalogue))
  const invoices = new WeakMap<object, Payable>()
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) =>
    reply.header('access-control-allow-origin', '*').send(document())
  )
  await guide(app)
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CSP,
    theme: defined({
      title: sandbox ? 'LApp Gateway: sandbox' : 'LApp Gateway',
      css: [{ filename: 'theme.css', content: THEME }],
      js: sandbox && [{ filename: 'key.js', content: unlock(sandbox.apiKey) }]
    }),
    // The document is drawn synchronously: the invoices are there before that.
    uiHooks: {
      preHandler: (request, _reply, done) => {
        const made = DOCUMENT.test(request.url) ? sandbox?.payable?.() : undefined
        if (made === undefined) done()
        else
          void made
            .then(
              one => void invoices.set(request, one),
              () => undefined
            )
            .finally(done)
      }
    },
    uiConfig: { docExpansion: 'list', deepLinking: true, persistAuthorization: true },
    transformSpecification: (_document, request) => {
      const shown = sandbox ? marked(document()) : document()
      return { ...withExamples(shown, catalogue, undefined, invoices.get(request)) }
    },
    transformSpecificationClone: false
  })
}

function marked(document: Document): Document {
  const info = document['info'] as { readonly description: string }
  const description = `**This is a sandbox: all money is make-believe.** Its key is filled in.\n\n${info.description}`
  return { ...document, info: { ...info, description } }
}

/** Puts the sandbox's key where the page looks for one entered before; only that key is public. */
const unlock = (key: string): string =>
  `localStorage.setItem('authorized', ${JSON.stringify(
    JSON.stringify({ key: { name: 'key', schema: { type: 'http', scheme: 'bearer' }, value: key } })
  )})`
