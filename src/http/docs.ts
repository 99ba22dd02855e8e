// `GET /openapi.json` for programs, `GET /docs` for people;
// the page's files are ours, nothing is fetched elsewhere.
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { generic, withLApps, type Document } from './document.ts'
import type { LAppCard } from './rooms.ts'

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

/** Its bar on top offers to read another document, which the policy above forbids. */
const THEME = `
.swagger-ui .topbar, .swagger-ui .info .link { display: none }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .scheme-container { padding: 12px 0 }
`

export async function docs(app: FastifyInstance, catalogue: readonly LAppCard[]): Promise<void> {
  let served: Document | undefined
  const document = (): Document => (served ??= withLApps(generic(app), catalogue))
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) =>
    reply.header('access-control-allow-origin', '*').send(document())
  )
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CSP,
    theme: { title: 'LApp Gateway', css: [{ filename: 'theme.css', content: THEME }] },
    uiConfig: { docExpansion: 'list', deepLinking: true, persistAuthorization: false },
    transformSpecification: () => ({ ...document() }),
    transformSpecificationClone: false
  })
}
