// Gallery of components to read: cards, badges, notices, amounts, facts, steps, secrets, lists,
// tables.
import type { Assets } from '../ground/assets.ts'
import { sats } from '../ground/amounts.ts'
import { drawTime, facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import { drawTable } from '../ground/table.ts'
import type { Visit } from '../ground/visit.ts'
import { drawSteps } from '../store/steps.ts'

export type Parts = { readonly assets: Assets; readonly now: () => Date }

export const drawCards = (
  id: string,
  { assets, now }: Parts,
  { language, link }: Visit
): Drawn => html`
  <h2>Card and badges</h2>
  <article class="card lapp">
    <div class="icon" aria-hidden="true">
      <img src=${assets.at('lnsms.icon.svg')} alt="" width="28" height="28" />
    </div>
    <h2><a href=${link('/lapps/lnsms')}>Text message</a></h2>
    <p>Sends a text message to a phone, anywhere.</p>
    <ul class="badges">
      <li class="badge">quoted</li>
      <li class="badge good">works</li>
      <li class="badge warn">often fails</li>
      <li class="badge bad">paused</li>
    </ul>
  </article>
  <h2>Notices</h2>
  ${['', 'good', 'warn', 'bad'].map(
    mood =>
      html`<p class=${`notice ${mood}`.trim()}>
        ${mood === '' ? 'Your sats are held, nothing is lost.' : `A notice that is ${mood}.`}
      </p>`
  )}
  <h2>Amount, steps, facts</h2>
  <p class="amount">${sats(12_345_000n, language)}</p>
  ${drawSteps('paying', language)} ${drawSteps('failed', language)}
  ${facts([
    ['Price', sats(700_000n, language)],
    ['Payment hash', html`<code>${'0123456789abcdef'.repeat(4)}</code>`],
    ['When', drawTime(now())]
  ])}
  <h2>Secret and code</h2>
  <div class="secret">
    <p>Copy it now: it is shown once.</p>
    <code>lgk_0a1b2c3d_secret</code>
  </div>
  <pre tabindex="0">curl https://pay.example/v1/account</pre>
  <h2>Moves</h2>
  <ul class="moves">
    <li>
      <a href="#main">deposit</a><span class="sum good">+${sats(21_000_000n, language)}</span>
      <span class="dim small said">for lunch</span><span class="dim small">${drawTime(now())}</span>
    </li>
    <li>
      <a href="#main">payment</a><span class="sum">−${sats(12_000n, language)}</span>
      <span class="dim small said"></span><span class="dim small">${drawTime(now())}</span>
    </li>
  </ul>
  <h2>Table</h2>
  ${drawTable(
    `Keys, ${id}`,
    ['Name', 'Scopes', 'Used'],
    [
      ['shop', 'account:read, purchases:write', drawTime(now())],
      ['agent', 'account:read', '–']
    ]
  )}
`
