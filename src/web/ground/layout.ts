// The layout around every page: head, navigation and footer.
import { MARK } from './assets.ts'
import { drawHead, NAME, type Head } from './head.ts'
import { html, markup, ownMarkup, type Drawn } from './html.ts'
import { groundSay } from './words.ts'
import type { Visit } from './visit.ts'

export type Entry = { readonly path: string; readonly name: string }

/** The same on all pages of one visit. */
export type Frame = {
  readonly entries: readonly Entry[]
  /** The display name of whoever is signed in. */
  readonly who: string | undefined
  /** Whether the money is simulated. */
  readonly isSandbox: boolean
  readonly publicUrl: string
}

type Shown = Head & {
  readonly scripts?: readonly string[]
  readonly before?: string
  readonly narrow?: boolean
  readonly events?: string | undefined
  readonly main: string
  readonly status?: number
  /** The marker of its rendered content (`follow`). */
  readonly mark: string
}

export function drawDocument(frame: Frame, shown: Shown): string {
  const { visit, nonce, assets, narrow, events, main, mark } = shown
  const say = groundSay(visit.language)
  const scripts = ['page.js', ...(shown.scripts ?? [])]
  const words = JSON.stringify({ copied: say('copied'), away: say('away') })
  const follows =
    events === undefined
      ? {}
      : { 'data-events': `${visit.link(events)}?have=${mark}`, 'aria-live': 'off' }
  const refused = (shown.status ?? 200) >= 400 ? '' : null
  const body = html`
    <a class="skip" href="#main">${say('skip')}</a>
    ${drawTop(frame, visit)}
    ${ownMarkup('main', { id: 'main', class: narrow === true ? 'narrow' : undefined, ...follows }, main)}
    <p id="said" role="status" class="unseen" data-words=${words} data-refused=${refused}></p>
    ${drawFoot(visit)}
    ${shown.before !== undefined && html`<script nonce=${nonce} src=${assets.at(shown.before)}></script>`}
    ${scripts.map(name => html`<script type="module" nonce=${nonce} src=${assets.at(name)}></script>`)}
  `
  return `<!doctype html>
<html lang="${visit.language}">${markup(drawHead(frame.publicUrl, shown))}<body>${markup(body)}</body></html>
`
}

function drawTop({ entries, who, isSandbox }: Frame, visit: Visit): Drawn {
  const say = groundSay(visit.language)
  const here = visit.path.split('?', 1).join()
  return html`
    <header class="top">
      <a class="brand" href=${visit.link('/')}
        >${ownMarkup('span', { 'aria-hidden': 'true' }, MARK)} ${NAME}</a
      >
      ${isSandbox && html`<span class="badge">${say('sandbox')}</span>`}
      <nav aria-label=${say('pages')}>
        ${entries.map(
          ({ path, name }) =>
            html`<a href=${visit.link(path)} aria-current=${here === path ? 'page' : null}
              >${name}</a
            >`
        )}
      </nav>
      ${
        who === undefined
          ? html`<a href=${visit.link('/sign-in')}>${say('signIn')}</a>`
          : html`<a href=${visit.link('/sessions')}>${who}</a>`
      }
    </header>
  `
}

function drawFoot(visit: Visit): Drawn {
  const say = groundSay(visit.language)
  const other = visit.language === 'en' ? 'de' : 'en'
  return html`
    <footer class="foot">
      <a href=${visit.link('/docs')}>${say('reference')}</a>
      <a href=${visit.link('/openapi.json')}>OpenAPI</a>
      <a href=${visit.link('/health/ready')}>${say('health')}</a>
      <a
        href=${`${visit.link('/language')}?to=${other}&back=${encodeURIComponent(visit.path)}`}
        lang=${other}
        hreflang=${other}
      >
        ${other === 'de' ? 'Deutsch' : 'English'}
      </a>
    </footer>
  `
}
