// The head of every page: its title, preview, style and mark.
import type { Assets } from './assets.ts'
import { html, type Drawn } from './html.ts'
import type { Visit } from './visit.ts'

export type Head = {
  readonly title: string
  readonly about?: string
  readonly nonce: string
  readonly assets: Assets
  readonly visit: Visit
}

export const drawHead = (
  publicUrl: string,
  { title, about, nonce, assets, visit }: Head
): Drawn => html`
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title === NAME ? title : `${title} · ${NAME}`}</title>
    ${about === undefined && html`<meta name="robots" content="noindex" />`}
    ${about !== undefined && drawPreview(title, about, publicUrl, assets, visit)}
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f3" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14151a" />
    <link rel="icon" href=${assets.at('mark.svg')} type="image/svg+xml" />
    <link rel="apple-touch-icon" href=${assets.at('mark-192.png')} />
    <link rel="manifest" href=${visit.link('/app.webmanifest')} />
    <link rel="stylesheet" nonce=${nonce} href=${assets.at('style.css')} />
  </head>
`

export const NAME = 'LApp Gateway'

const drawPreview = (
  title: string,
  about: string,
  publicUrl: string,
  assets: Assets,
  visit: Visit
): Drawn => html`
  <meta name="description" content=${about} />
  <meta property="og:title" content=${title} />
  <meta property="og:description" content=${about} />
  <meta property="og:type" content="website" />
  <meta property="og:url" content=${new URL(visit.link(visit.path), publicUrl).href} />
  <meta property="og:image" content=${new URL(assets.at('preview.png'), publicUrl).href} />
`
