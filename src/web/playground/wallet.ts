// The outside wallet: pays invoices, and creates them.
import { drawCopy } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Visit } from '../ground/visit.ts'
import { drawField, hidden } from '../ground/form.ts'
import type { Who } from './port.ts'
import { playSay } from './words.ts'

export function drawWallet(who: Who, visit: Visit): Drawn {
  const say = playSay(visit.language)
  const common = hidden({ csrf: visit.csrf(), as: who.as, place: who.place })
  return html`
    <section class="card" aria-labelledby="wallet-title">
      <h2 id="wallet-title">${say('wallet')}</h2>
      <p class="dim small">${say('walletHint')}</p>
      <form id="pay" method="post" action=${visit.link('/playground/pay')} data-here="clear">
        ${common} ${drawField({ name: 'bolt11', label: say('bolt11'), props: { maxlength: 7089 } })}
        <button>${say('pay')}</button>
      </form>
      <form method="post" action=${visit.link('/playground/invoice')} data-here="clear">
        ${common}
        ${drawField({ name: 'amount', label: say('amount'), value: '100', props: { inputmode: 'numeric' } })}
        ${drawField({ name: 'memo', label: say('memo'), props: { maxlength: 150 } })}
        <button>${say('make')}</button>
      </form>
      ${drawMade(who, visit)}
    </section>
  `
}

/** Shows it only if it is an invoice, since anybody can craft this page's URL. */
function drawMade(who: Who, visit: Visit): Drawn {
  const say = playSay(visit.language)
  const made = /^lnbcrt[0-9a-z]{50,7083}$/.exec(visit.query['made'] ?? '')?.[0]
  return html`
    <div id="made" data-part>
      ${
        made !== undefined &&
        html`
          <p>${say('made')}</p>
          <p><code class="said">${made}</code></p>
          <form class="row" method="post" action=${visit.link('/playground/say')} data-here>
            ${hidden({ csrf: visit.csrf(), as: who.as, place: 'private', text: made })}
            <button>${say('toBot')}</button>
            ${drawCopy(made, visit.language)}
          </form>
        `
      }
    </div>
  `
}
