// Serves files for the pages, read once at the start: the style, the scripts (modules served as
// they are in browser/: there is no build), the mark and the icons of the LApps.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { LAPPS } from '../../lapps/installed.ts'

const WEB = join(import.meta.dirname, '..')
const read = (...path: readonly string[]): string => readFileSync(join(WEB, ...path), 'utf8')

/** These two are also embedded in the invoice page, which loads nothing else. */
export const TOKENS = read('look', 'tokens.css')
export const PAGE_SCRIPT = read('browser', 'page.js')
/** The gateway's mark, as markup. */
export const MARK = read('look', 'mark.svg').trim()

/** Talks to Telegram from inside it: the package's own file, for a page without modules. */
const BRIDGE = fileURLToPath(new URL('index.iife.js', import.meta.resolve('@telegram-apps/bridge')))

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json'
}

export type Assets = {
  /** The URL of a file, with its version: browsers cache it for ever. */
  readonly at: (file: string) => string
  readonly sizes: () => Readonly<Record<string, number>>
}

/** `folder` is set unless the LApp is built in. */
type Pictured = Pick<LAppCard, 'id' | 'folder'>

type File = { readonly body: Buffer; readonly type: string }

const fileOf = (name: string, body: string | Buffer): readonly [string, File] => [
  name,
  { body: Buffer.from(body), type: TYPES[extname(name)] ?? 'application/octet-stream' }
]

function files(lapps: readonly Pictured[]): ReadonlyMap<string, File> {
  const scripts = readdirSync(join(WEB, 'browser')).filter(name => name.endsWith('.js'))
  const icons = lapps
    .map(({ id, folder = join(LAPPS, id) }) => ({ id, path: join(folder, 'icon.svg') }))
    .filter(({ path }) => existsSync(path))
  return new Map([
    fileOf('style.css', TOKENS + read('look', 'page.css') + read('look', 'playground.css')),
    fileOf('mark.svg', MARK),
    fileOf('bridge.js', readFileSync(BRIDGE)),
    ...scripts.map(name => fileOf(name, read('browser', name))),
    ...['preview.png', 'mark-192.png', 'mark-512.png']
      .filter(name => existsSync(join(WEB, 'look', name)))
      .map(name => fileOf(name, readFileSync(join(WEB, 'look', name)))),
    ...icons.map(({ id, path }) => fileOf(`${id}.icon.svg`, readFileSync(path)))
  ])
}

/** Serves the files; a picture opened on its own may not run anything either. */
export function serveAssets(
  app: FastifyInstance,
  base: string,
  lapps: readonly Pictured[]
): Assets {
  const all = files(lapps)
  const hash = createHash('sha256')
  for (const { body } of all.values()) hash.update(body)
  const version = hash.digest('hex').slice(0, 12)
  app.get<{ Params: { version: string; file: string } }>(
    '/assets/:version/:file',
    { schema: { hide: true } },
    (request, reply) => {
      const found = all.get(request.params.file)
      if (found === undefined) return reply.code(404).send()
      const isThis = request.params.version === version
      return reply
        .type(found.type)
        .header('cache-control', isThis ? 'public, max-age=31536000, immutable' : 'no-cache')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(found.body)
    }
  )
  app.get('/favicon.ico', { schema: { hide: true } }, (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(MARK)
  )
  return {
    at: file => `${base}/assets/${version}/${file}`,
    sizes: () => Object.fromEntries([...all].map(([name, { body }]) => [name, body.length]))
  }
}
