// The Mini App, which Telegram opens inside itself: signs in by Telegram's `initData`, and shows
// the other pages in its own place. The only page that may be framed, by Telegram's web client
// alone.
import { html } from '../ground/html.ts'
import type { Site } from '../ground/site.ts'
import { signInSay } from './words.ts'

export function addMiniApp(site: Site): void {
  site.page('/app', {}, visit => {
    const say = signInSay(visit.language)
    const app = { base: visit.link(''), failed: say('badProof') }
    return {
      title: say('title'),
      scripts: ['app.js'],
      before: 'bridge.js',
      frames: 'https://web.telegram.org',
      body: html`<p id="app" data-app=${JSON.stringify(app)}>${say('opening')}</p>`
    }
  })
}
