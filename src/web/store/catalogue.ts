// The catalogue at `/`, searched by words and by category; complete without a script.
import { lappText, titleOf } from '../../bot/texts/lapp-text.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { html, type Drawn } from '../ground/html.ts'
import { NAME } from '../ground/head.ts'
import type { Page, Site } from '../ground/site.ts'
import type { Language } from '../ground/speech.ts'
import type { Visit } from '../ground/visit.ts'
import { drawBadges, drawIcon } from './badges.ts'
import { playSay } from '../playground/words.ts'
import type { Store } from './rooms.ts'
import { categoryOf, storeSay, type Category } from './words.ts'

export function addCatalogue(site: Site, store: Store): void {
  site.page('/', {}, visit => drawCatalogue(store, visit))
}

function drawCatalogue(store: Store, visit: Visit): Page {
  const say = storeSay(visit.language)
  const { q = '', category = '' } = visit.query
  const offered = store.catalogue.filter(({ status }) => status !== 'retired')
  const sorts = [...new Set(offered.map(({ manifest }) => categoryOf(manifest.category)))].sort()
  const chosen = sorts.find(sort => sort === category)
  const found = offered
    .filter(({ manifest }) => chosen === undefined || categoryOf(manifest.category) === chosen)
    .filter(card => fits(card, visit.language, q))
  return {
    title: NAME,
    about: say('about'),
    scripts: ['store.js'],
    body: html`
      <h1>${say('slogan')}</h1>
      <p class="lead">${say('about')}</p>
      ${store.playground !== undefined && html`<p><a class="button main" href=${visit.link('/playground')}>${playSay(visit.language)('invite')}</a></p>`}
      <form class="search" role="search" action=${visit.link('/')}>
        <label class="unseen" for="q">${say('search')}</label>
        <input
          id="q"
          name="q"
          type="search"
          value=${q}
          placeholder=${say('search')}
          autocomplete="off"
        />
        ${chosen !== undefined && html`<input type="hidden" name="category" value=${chosen} />`}
        <button>${say('find')}</button>
      </form>
      ${drawSorts(sorts, chosen, visit)}
      <p class="unseen" id="count" data-count=${say('found')}>
        ${say('found', { count: String(found.length) })}
      </p>
      <ul class="cards">
        ${found.map(card => drawCard(store, card, visit))}
      </ul>
      <p id="none" hidden=${found.length > 0}>${say('nothing')}</p>
      ${store.commands.length > 0 && drawTerminal(store.commands, visit)}
    `
  }
}

/** First commands for a developer, in the sandbox. */
const drawTerminal = (commands: readonly string[], visit: Visit): Drawn => html`
  <h2>${storeSay(visit.language)('terminal')}</h2>
  ${commands.map(line => html`<pre tabindex="0">${line}</pre>`)}
`

/**
 * True if every word is in the id, the title or the summary, in the reader's language or in
 * English.
 */
function fits(card: LAppCard, language: Language, q: string): boolean {
  const text = textOf(card, language)
  return q
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

const textOf = (card: LAppCard, language: Language): string => {
  const { title, summary } = card.manifest
  const own = [titleOf(card, language), lappText(card, language, 'summary', summary)]
  return [card.id, title, summary, ...own].join(' ').toLowerCase()
}

function drawSorts(sorts: readonly Category[], chosen: Category | undefined, visit: Visit): Drawn {
  const say = storeSay(visit.language)
  const { q = '' } = visit.query
  const to = (category: string): string => {
    const wanted = Object.entries({ q, category }).filter(([, text]) => text !== '')
    const query = new URLSearchParams(wanted)
    return visit.link(query.size === 0 ? '/' : `/?${query.toString()}`)
  }
  return html`
    <nav aria-label=${say('sorts')}>
      <ul class="sorts">
        <li>
          <a href=${to('')} aria-current=${chosen === undefined ? 'true' : null}>${say('all')}</a>
        </li>
        ${sorts.map(
          sort =>
            html`<li>
              <a href=${to(sort)} aria-current=${chosen === sort ? 'true' : null}>${say(sort)}</a>
            </li>`
        )}
      </ul>
    </nav>
  `
}

function drawCard(store: Store, card: LAppCard, visit: Visit): Drawn {
  const { language } = visit
  const summary = lappText(card, language, 'summary', card.manifest.summary)
  return html`
    <li data-text=${textOf(card, language)}>
      <article class="card lapp">
        ${drawIcon(store, card)}
        <h2><a href=${visit.link(`/lapps/${card.id}`)}>${titleOf(card, language)}</a></h2>
        <p>${summary}</p>
        ${drawBadges(store, card, language)}
      </article>
    </li>
  `
}
