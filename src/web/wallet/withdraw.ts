// Asks for the destination, pasted or photographed, and redirects to the page that confirms the
// payment.
import { findDestination, findUnpayable } from '../../bot/grammar/find-destination.ts'
import { reasonWords } from '../../bot/texts/reasons.ts'
import { say as botSay } from '../../bot/texts/say.ts'
import { html } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { drawField, hidden } from '../ground/form.ts'
import { newOnce, onceOf } from '../ground/once.ts'
import { payPath } from './pay-path.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

export function addWithdraw(site: Site, wallet: Wallet): void {
  site.page('/wallet/withdraw', { scope: 'payments:write' }, visit => draw(visit, newOnce(wallet)))
}

/** For a site whose forms accept pictures. */
export function addWithdrawForm(site: Site, wallet: Wallet): void {
  site.form('/wallet/withdraw', { scope: 'payments:write' }, async visit => {
    const once = onceOf(visit.form['once'])
    const found = await destinationOf(wallet, visit)
    if ('fault' in found) return draw(visit, once, found)
    return { go: payPath({ to: found.to, once }) } satisfies Shown
  })
}

type Fault = { readonly fault: string; readonly at: 'to' | 'picture' }

async function destinationOf(
  { readPicture }: Wallet,
  { form, files, language }: Visit
): Promise<{ readonly to: string } | Fault> {
  const typed = (form['to'] ?? '').trim()
  if (typed !== '') return toOf(typed, language)
  const picture = files['picture']
  if (picture === undefined) return { fault: walletSay(language)('noWhere'), at: 'to' }
  const read = await readPicture(picture)
  switch (read.is) {
    case 'refused':
      return { fault: botSay(language, 'photo.refused', { reason: read.why }).text, at: 'picture' }
    case 'none':
      return { fault: botSay(language, 'photo.none').text, at: 'picture' }
    case 'text': {
      const to = findDestination(read.text)
      if (to !== undefined) return { to }
      const text = { as: 'quote', text: read.text.slice(0, 200) } as const
      return { fault: botSay(language, 'photo.other', { text }).text, at: 'picture' }
    }
    default:
      return read satisfies never
  }
}

function toOf(typed: string, language: Visit['language']): { readonly to: string } | Fault {
  const to = findDestination(typed)
  if (to !== undefined) return { to }
  const reason = findUnpayable(typed)
  const fault =
    reason === undefined ? walletSay(language)('noPayee') : reasonWords(language, reason).text
  return { fault, at: 'to' }
}

function draw(visit: Visit, once: string, wrong?: Fault): Page {
  const say = walletSay(visit.language)
  return {
    title: say('withdraw'),
    narrow: true,
    scripts: ['wallet.js'],
    status: wrong === undefined ? 200 : 422,
    body: html`
      <h1>${say('withdraw')}</h1>
      <form method="post" action=${visit.link('/wallet/withdraw')} enctype="multipart/form-data">
        ${hidden({ csrf: visit.csrf(), once })}
        ${drawField({
          name: 'to',
          label: say('whereTo'),
          hint: say('whereToHint'),
          value: visit.form['to'] ?? visit.query['to'],
          fault: wrong?.at === 'to' ? wrong.fault : undefined,
          rows: 4,
          props: { maxlength: 8_000, autocapitalize: 'off', spellcheck: 'false' }
        })}
        ${drawField({
          name: 'picture',
          label: say('picture'),
          hint: say('pictureHint'),
          fault: wrong?.at === 'picture' ? wrong.fault : undefined,
          props: { type: 'file', accept: 'image/jpeg,image/png', value: null }
        })}
        <button class="main" data-busy=${say('looking')}>${say('goOn')}</button>
      </form>
    `
  }
}
