// The page at `/`: what this is, what can be bought,
// where to read on, and in the sandbox what to paste.
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { commands } from './commands.ts'
import type { LAppCard } from './rooms.ts'

export type PageFacts = {
  readonly catalogue: readonly LAppCard[]
  readonly publicUrl: string
  /** Only in the sandbox, whose money is make-believe. */
  readonly sandboxKey: string | undefined
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td { padding: .3rem .6rem .3rem 0; vertical-align: top; border-top: 1px solid #8884 }
pre { overflow-x: auto; padding: .6rem; background: #8882; border-radius: .3rem }
`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

const CSP = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

export function page(app: FastifyInstance, facts: PageFacts): void {
  const html = render(facts)
  app.get('/', { schema: { hide: true } }, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', CSP)
      .header('referrer-policy', 'no-referrer')
      .send(html)
  )
}

export const render = ({ catalogue, publicUrl, sandboxKey }: PageFacts): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>LApp Gateway</title>
<style>${STYLE}</style>
<h1>LApp Gateway</h1>
<p>One Lightning balance for every Lightning app: pay, be paid, and buy from LApps over one API.</p>
<p><a href="/docs">Reference</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/health/ready">Health</a></p>
<h2>What can be bought</h2>
<table>${catalogue.map(row).join('')}</table>
${sandboxKey === undefined ? '' : tryIt(commands(publicUrl, sandboxKey))}</html>
`

const row = ({ id, manifest: { title, summary, category } }: LAppCard): string =>
  `<tr><td><b>${escape(title)}</b><br><code>${escape(id)}</code><td>${escape(summary)}<td>${escape(category)}`

const tryIt = (lines: readonly string[]): string => `<h2>Try it</h2>
<p>This is the sandbox: the money is make-believe. Read the balance, buy a text message, read it on the make-believe phone:</p>
${lines.map(line => `<pre>${escape(line)}</pre>`).join('\n')}
`

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

export const escape = (text: string): string => text.replace(/[&<>"']/g, c => ESCAPES[c] ?? c)
