// The playground at `/playground`, in a sandbox with its own bot: complete without a script, which
// only saves reloading.
import { AppError } from '../../core/errors.ts'
import { html } from '../ground/html.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { drawChat, drawLog } from './chat.ts'
import { drawPhone } from './phone.ts'
import { numberOf, pathOf, whoOf } from './place.ts'
import type { Playground, Who } from './port.ts'
import { drawWallet } from './wallet.ts'
import { playSay } from './words.ts'

export function addPlayground(site: Site, play: Playground): void {
  site.page('/playground', {}, visit => drawPlayground(play, whoOf(visit.query, visit), visit))
  site.events('/playground/events', {}, async visit => {
    const who = whoOf(visit.query, visit)
    const seen = await play.look(who)
    return html`<div>${drawLog(seen, who, visit)} ${drawPhone(seen, visit)}</div>`
  })
  form(site, play, 'say', async (who, { form: { text = '', chip, reply } }) => {
    await play.say(who, chip ?? text, numberOf(reply))
    return {}
  })
  form(site, play, 'press', async (who, visit) => {
    const [message, row, column] = (visit.form['press'] ?? '').split('.').map(numberOf)
    if (message === undefined || row === undefined || column === undefined)
      throw new AppError('invalid_request', 'This is no button')
    await play.press(who, message, row, column)
    return {}
  })
  form(site, play, 'pay', async (_who, visit) => {
    const { bolt11 = '', invoice = bolt11 } = visit.form
    await play.pay(invoice.trim(), undefined)
    return { paid: '1' }
  })
  form(site, play, 'invoice', async (_who, visit) => {
    const { amount = '', memo = '' } = visit.form
    if (!/^[1-9]\d{0,8}$/.test(amount.trim()))
      throw new AppError('invalid_request', playSay(visit.language)('whole'))
    return { made: await play.invoice(Number(amount) * 1000, memo) }
  })
}

/** Returns to the same place afterwards; a refusal is shown there. */
function form(
  site: Site,
  play: Playground,
  name: string,
  act: (who: Who, visit: Visit) => Promise<Readonly<Record<string, string>>>
): void {
  site.form(`/playground/${name}`, {}, async (visit): Promise<Shown> => {
    const who = whoOf(visit.form, visit)
    try {
      return { go: pathOf(who, await act(who, visit)) }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error
      return drawPlayground(play, who, visit, error)
    }
  })
}

async function drawPlayground(
  play: Playground,
  who: Who,
  visit: Visit,
  refusal?: AppError
): Promise<Page> {
  const say = playSay(visit.language)
  const seen = await play.look(who)
  return {
    title: say('title'),
    scripts: ['playground.js'],
    body: html`
      <h1>${say('title')}</h1>
      <p class="lead">${say('about')}</p>
      <details class="guide" open>
        <summary>${say('steps')}</summary>
        <ol>
          ${(['step1', 'step2', 'step3'] as const).map(step => html`<li>${say(step)}</li>`)}
        </ol>
      </details>
      <div id="notice" data-part>
        ${refusal !== undefined && drawRefusal(visit, refusal)}
        ${visit.query['paid'] !== undefined && html`<p class="notice good">${say('paid')}</p>`}
      </div>
      <div class="play" data-live=${visit.link(pathOf(who, {}, '/playground/events'))}>
        ${drawChat(seen, who, visit)}
        <div class="side">${drawPhone(seen, visit)} ${drawWallet(who, visit)}</div>
      </div>
    `
  }
}
