// The page at `/`: what this is, what can be bought, where to read on, and in the sandbox which
// commands to paste.
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { commands } from './commands.ts'
import type { LAppCard } from './wire/rooms.ts'

export type PageFacts = {
  readonly catalogue: readonly LAppCard[]
  readonly publicUrl: string
  /** Only in the sandbox, whose money is make-believe. */
  readonly sandboxKey: string | undefined
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; --soft: #8883 }
body { max-width: 56rem; margin: 3rem auto; padding: 0 1.2rem }
h1 { margin: 0; font-size: 2rem; letter-spacing: -.02em }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.1rem }
nav { margin: 1rem 0 }
nav a { margin-right: 1.2rem }
a { color: light-dark(#9a5700, #ffb454) }
table { border-collapse: collapse; width: 100% }
th, td { padding: .45rem .8rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--soft) }
th { font-size: .85rem; font-weight: normal; opacity: .7 }
code, pre { font: .85rem/1.5 ui-monospace, monospace }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 1.2rem; padding: .7rem .9rem; background: var(--soft); border-radius: .4rem }
.sandbox { margin-left: .6rem; padding: .15rem .6rem; font-size: .8rem; font-weight: normal; letter-spacing: 0; vertical-align: .4rem; border-radius: 1rem; background: var(--soft) }
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

const render = ({ catalogue, publicUrl, sandboxKey }: PageFacts): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>LApp Gateway</title>
<style>${STYLE}</style>
<h1>LApp Gateway${sandboxKey === undefined ? '' : '<span class="sandbox">sandbox</span>'}</h1>
<p>One Lightning balance for every Lightning app: pay, be paid, and buy from LApps over one API.</p>
<nav><a href="/docs">Reference</a><a href="/openapi.json">OpenAPI</a><a href="/health/ready">Health</a></nav>
<h2>What can be bought</h2>
<table><tr><th>LApp<th>What you get<th>Category<th>Id${catalogue.map(row).join('')}</table>
${sandboxKey === undefined ? '' : tryIt(commands(publicUrl, sandboxKey))}</html>
`

const row = ({ id, manifest: { title, summary, category } }: LAppCard): string =>
  `<tr>${[title, summary, category].map(cell).join('')}<td><code>${escapeHtml(id)}</code>`

const cell = (text: string): string => `<td>${escapeHtml(text)}`

const STEPS = ['Read the balance', 'Buy a text message', 'Read it on the make-believe phone']

const tryIt = (lines: readonly string[]): string => `<h2>Try it</h2>
<p>The money here is make-believe. Paste into a terminal:</p>
${lines.map((line, at) => `${escapeHtml(STEPS[at] ?? '')}\n<pre>${escapeHtml(line)}</pre>`).join('\n')}
`

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, c => ESCAPES[c] ?? c)
