// Renders the invoice page: complete without a script, which only adds live updates.
import type { Deposit } from '../../deposit/entity.ts'
import type { Way } from '../../deposit/source.ts'
import type { Quote } from '../../rates/rates.ts'
import { escapeHtml } from '../ground/escape.ts'
import { money, sats } from '../ground/amounts.ts'
import { marked } from '../ground/follow.ts'
import { drawQr } from '../ground/qr.ts'
import { SCRIPT } from './script.ts'
import type { Stand } from './state.ts'
import { STYLE } from './style.ts'
import type { Language } from '../ground/speech.ts'
import type { Say } from './words.ts'

export type Shown = {
  readonly deposit: Deposit
  readonly stand: Stand
  readonly confirmations: number
  /** Without rates, no other currency is shown beside sats. */
  readonly quote: Quote | undefined
  readonly language: Language
  readonly say: Say
  /** The deposit's public id, as in the URL. */
  readonly name: string
}

export async function drawPage(shown: Shown): Promise<string> {
  const { language, say, name } = shown
  const texts = JSON.stringify({ copied: say('copied'), left: say('left') })
  const main = await drawMain(shown)
  const events = `${name}/events?have=${marked(main)}`
  return html(
    language,
    say('title'),
    `
<main data-events="${events}">${main}</main>
<p id="said" role="status" class="unseen" data-words="${escapeHtml(texts)}"></p>
<noscript><p class="soft">${escapeHtml(say('noScript'))} <a href="${name}">${escapeHtml(say('again'))}</a></p></noscript>
<script type="module">${SCRIPT}</script>`
  )
}

export const drawGone = (language: Language, say: Say): string =>
  html(language, say('gone'), `<main><h1>${escapeHtml(say('gone'))}</h1></main>`)

const html = (language: Language, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
${body}
</html>
`

/** The part that changes with the deposit; its heading is announced by screen readers. */
export async function drawMain(shown: Shown): Promise<string> {
  const { deposit, stand, say, language } = shown
  const { receivedMsat } = deposit
  switch (stand.is) {
    case 'waiting':
      return drawWaiting(shown, stand.small)
    case 'seen': {
      const want = String(shown.confirmations)
      const have = stand.blocks === undefined ? undefined : String(stand.blocks)
      const blocks = have === undefined ? '' : note(say('blocks', { have, want }))
      return [heading('seen', say('seen')), blocks, note(say('seenHint')), proof(shown)].join('\n')
    }
    case 'received':
      return [
        heading('received', say('receivedSum', { amount: sats(receivedMsat ?? 0n, language) })),
        stand.moreMsat > 0n ? note(say('more', { amount: sats(stand.moreMsat, language) })) : '',
        stand.late ? note(say('late')) : '',
        memo(deposit),
        proof(shown)
      ].join('\n')
    case 'partial': {
      const rest = sats(stand.restMsat, language)
      const got = sats(receivedMsat ?? 0n, language)
      return [
        heading('partial', say('partial')),
        note(say('partialHint', { amount: got, asked: amountOf(shown), rest })),
        again(shown, say('payRest', { rest })),
        proof(shown)
      ].join('\n')
    }
    case 'expired':
      return [
        heading('expired', say('expired')),
        note(say('expiredHint')),
        note(say('paidAlready')),
        again(shown, say('renew'))
      ].join('\n')
    case 'over':
      return [heading('expired', say('over')), note(say('overHint'))].join('\n')
    default:
      return stand satisfies never
  }
}

async function drawWaiting(shown: Shown, small: boolean): Promise<string> {
  const { deposit, say } = shown
  return [
    heading('waiting', say('waiting')),
    small ? note(say('small')) : '',
    `<p class="amount">${amountOf(shown)}</p>`,
    beside(shown),
    memo(deposit),
    await drawWays(shown),
    until(deposit, say),
    terms(shown)
  ].join('\n')
}

const amountOf = ({ deposit: { amountMsat }, language, say }: Shown): string =>
  amountMsat === null ? say('any') : sats(amountMsat, language)

const MARKS = { waiting: '⚡', seen: '…', received: '✓', partial: '½', expired: '×' } as const

const heading = (state: keyof typeof MARKS, text: string): string =>
  `<h1 class="${state}"><span aria-hidden="true">${MARKS[state]}</span> ${escapeHtml(text)}</h1>`

const note = (text: string): string => `<p>${escapeHtml(text)}</p>`

/** Written by the creator of the deposit: text, never markup. */
const memo = ({ memo: text }: Deposit): string =>
  text === null || text === '' ? '' : `<p class="memo">${escapeHtml(text)}</p>`

function beside({ deposit: { amountMsat }, quote, language, say }: Shown): string {
  if (amountMsat === null || quote === undefined) return ''
  const time = `${quote.at.toISOString().slice(11, 16)} UTC`
  const about = say('about', { money: money(amountMsat, quote, language) })
  const of = say('rateOf', { time, source: quote.source })
  return `<p class="soft">${escapeHtml(about)} <small>(${escapeHtml(of)})</small></p>`
}

const again = ({ name }: Shown, label: string): string =>
  `<form method="post" action="${name}/renew"><button class="main">${escapeHtml(label)}</button></form>`

function until({ createdAt, expiresAt }: Deposit, say: Say): string {
  if (expiresAt === null) return ''
  const iso = expiresAt.toISOString()
  const utc = `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
  return (
    `<p class="soft">${escapeHtml(say('until'))} ` +
    `<time datetime="${iso}" title="${utc}" data-from="${createdAt.toISOString()}">${utc}</time> ` +
    '<span id="left"></span></p>'
  )
}

const terms = ({ deposit, say }: Shown): string =>
  `<details class="terms"><summary>${escapeHtml(say('terms'))}</summary>` +
  `${note(say(`policy_${deposit.method}`))}</details>`

type Door = { readonly title: string; readonly way: Way; readonly isLightning: boolean }

/** Lightning first; on-chain methods beside it are expanded on demand. */
async function drawWays(shown: Shown): Promise<string> {
  const doors = doorsOf(shown)
  const drawn = await Promise.all(doors.map(async (door, at) => drawDoor(shown, door, at === 0)))
  return drawn.join('\n')
}

function doorsOf({ deposit: { bolt11, ways }, say }: Shown): readonly Door[] {
  const fixed = { currency: 'BTC', amount: null, rate: null }
  const lightning: Door[] =
    bolt11 === null
      ? []
      : [
          {
            title: say('lightning'),
            isLightning: true,
            way: { ...fixed, method: 'lightning', destination: bolt11, link: `lightning:${bolt11}` }
          }
        ]
  const chains = ways.filter(({ destination }) => destination !== bolt11)
  return [
    ...lightning,
    ...chains.map(way => ({ title: titleOf(way.currency, say), isLightning: false, way }))
  ]
}

function titleOf(coin: string, say: Say): string {
  if (coin === 'BTC') return say('bitcoin')
  return coin === 'LTC' ? say('litecoin') : say('other', { coin })
}

async function drawDoor(shown: Shown, door: Door, open: boolean): Promise<string> {
  const { say } = shown
  const { title, way, isLightning } = door
  const { destination, currency, amount, rate } = way
  const link = safeLink(way.link)
  const what = say('qr', { what: say(isLightning ? 'qrInvoice' : 'qrAddress') })
  const exact = amount === null || isLightning ? '' : say('sendExactly', { amount, coin: currency })
  const fixed = rate === null ? '' : say('fixedRate', { coin: currency, rate })
  return `<details name="way"${open ? ' open' : ''}>
<summary>${escapeHtml(title)}</summary>
<p>${escapeHtml(say(isLightning ? 'scan' : 'send'))}${exact === '' ? '' : `<br><b>${escapeHtml(exact)}</b>`}</p>
<div class="qr" role="img" aria-label="${escapeHtml(what)}">${await drawQr(isLightning ? destination.toUpperCase() : (link ?? destination))}</div>
<p><code>${escapeHtml(destination)}</code></p>
<p class="act"><button type="button" hidden data-copy="${escapeHtml(destination)}">${escapeHtml(say('copy'))}</button>
${link === undefined ? '' : `<a href="${escapeHtml(link)}">${escapeHtml(say('open'))}</a>`}</p>
${fixed === '' ? '' : `<p class="soft">${escapeHtml(fixed)}</p>`}
</details>`
}

/** A link from a source may lead to a wallet only, else it is dropped. */
const safeLink = (link: string | null): string | undefined =>
  link !== null && /^(lightning|bitcoin|litecoin|[a-z]{2,20}coin):[\w?=&.:%+-]+$/i.test(link)
    ? link
    : undefined

function proof({ deposit, say, language }: Shown): string {
  const rows: (readonly [string, string])[] = deposit.payments
    .filter(({ state }) => state !== 'vanished' && state !== 'small')
    .map(one => [
      say(/CHAIN/.test(one.method) ? 'transaction' : 'payment'),
      `<code>${escapeHtml(one.payment)}</code> ${escapeHtml(sats(one.amountMsat, language))}`
    ])
  const hash = deposit.payments.length === 0 ? deposit.paymentHash : null
  if (hash !== null) rows.push([say('paymentHash'), `<code>${escapeHtml(hash)}</code>`])
  if (deposit.settledAt !== null) {
    const utc = deposit.settledAt.toISOString()
    rows.push([
      say('when'),
      `<time datetime="${utc}">${utc.slice(0, 16).replace('T', ' ')} UTC</time>`
    ])
  }
  const lines = rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${value}</dd>`)
  const hint = hash === null ? '' : `<p class="soft">${escapeHtml(say('hashHint'))}</p>`
  return `<section><h2>${escapeHtml(say('proof'))}</h2><dl>${lines.join('')}</dl>${hint}</section>`
}
