// The web app manifest, with which a browser installs the pages as an app.
import type { FastifyInstance } from 'fastify'
import type { Assets } from './assets.ts'
import { NAME } from './head.ts'

export function addManifest(app: FastifyInstance, base: string, assets: Assets): void {
  app.get('/app.webmanifest', { schema: { hide: true } }, (_request, reply) =>
    reply.type('application/manifest+json').send({
      name: NAME,
      short_name: NAME,
      start_url: `${base}/`,
      scope: `${base}/`,
      display: 'standalone',
      background_color: '#fbf8f3',
      theme_color: '#7a4600',
      icons: [
        { src: assets.at('mark.svg'), type: 'image/svg+xml', sizes: 'any' },
        // Not every system accepts an SVG icon.
        ...[192, 512].map(px => ({
          src: assets.at(`mark-${px}.png`),
          type: 'image/png',
          sizes: `${px}x${px}`
        }))
      ]
    })
  )
}
