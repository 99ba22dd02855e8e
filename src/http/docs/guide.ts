// The guide before the reference: short pages, rendered from the Markdown files beside this one.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Marked } from 'marked'
import { cspHash } from '../../core/csp-hash.ts'
import { AppError } from '../../core/errors.ts'

/** In reading order. */
export const GUIDE = [
  ['first-call', 'First call'],
  ['unknown-outcomes', 'Idempotency and unknown outcomes'],
  ['webhooks', 'Webhooks'],
  ['budgets', 'Budgets and sub-accounts'],
  ['errors', 'Errors']
] as const

const AT = '/docs/guide'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; --soft: #8883 }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1.2rem }
nav a { display: inline-block; margin: 0 1.2rem .3rem 0 }
nav [aria-current] { font-weight: bold }
a { color: light-dark(#9a5700, #ffb454) }
h1 { margin-top: 2rem; font-size: 1.8rem; letter-spacing: -.02em }
code, pre { font: .85rem/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: .7rem .9rem; background: var(--soft); border-radius: .4rem }
table { display: block; overflow-x: auto; border-collapse: collapse }
th, td { padding: .35rem .8rem .35rem 0; text-align: left; border-bottom: 1px solid var(--soft) }
`

const CSP = [
  "default-src 'none'",
  `style-src ${cspHash(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** For the introduction of the reference. */
export const guideLinks: string = GUIDE.map(([name, title]) => `[${title}](${AT}/${name})`).join(
  ' · '
)

export async function guide(app: FastifyInstance): Promise<void> {
  // Read now, so that a start tells what is missing; drawn for the first who asks.
  const texts = new Map<string, () => Promise<string>>()
  for (const [name, title] of GUIDE) texts.set(name, drawn(await read(name), name, title))
  app.get(AT, { schema: { hide: true } }, (_request, reply) =>
    reply.redirect(`${AT}/${GUIDE[0][0]}`)
  )
  app.get<{ Params: { name: string } }>(
    `${AT}/:name`,
    { schema: { hide: true } },
    async (request, reply) => {
      const page = await texts.get(request.params.name)?.()
      if (page === undefined) throw new AppError('not_found', 'There is no such page of the guide')
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', CSP)
        .header('referrer-policy', 'no-referrer')
        .send(page)
    }
  )
}

const read = async (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, 'guide', `${name}.md`), 'utf8')

/** Once, when it is asked for. */
function drawn(text: string, name: string, title: string): () => Promise<string> {
  let page: Promise<string> | undefined
  return () => (page ??= draw(text, name, title))
}

async function draw(text: string, name: string, title: string): Promise<string> {
  // Links between pages work as they do between the files on a disk.
  const linked = text.replaceAll(/\]\(([a-z-]+)\.md\)/g, `](${AT}/$1)`)
  const links = GUIDE.map(
    ([one, its]) => `<a href="${AT}/${one}"${one === name ? ' aria-current="page"' : ''}>${its}</a>`
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} – LApp Gateway</title>
<style>${STYLE}</style>
<nav>${links.join('')}<a href="/docs">Reference</a></nav>
<main>${await new Marked({ gfm: true }).parse(linked)}</main>
</html>
`
}
