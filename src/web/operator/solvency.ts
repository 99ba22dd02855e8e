// Solvency: what is owed, what could be sent, and whether the books balance.
import type { Violation } from '../../ledger/audit.ts'
import type { Solvency } from '../../observe/solvency.ts'
import { sats } from '../ground/amounts.ts'
import { facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import { drawTable } from '../ground/table.ts'
import { operatorSay } from './words.ts'

export function drawSolvency(
  { books, node, differenceMsat }: Solvency,
  elsewhereMsat: bigint,
  language: Language
): Drawn {
  const say = operatorSay(language)
  const amount = (value: bigint | undefined): string =>
    value === undefined ? say('unknown') : sats(value, language)
  const isShort = books && node && node.outboundMsat < books.owedMsat
  return html`
    <h2>${say('solvency')}</h2>
    ${
      isShort === undefined
        ? null
        : html`<p class=${`notice ${isShort ? 'warn' : 'good'}`}>
            ${say(isShort ? 'short' : 'covered')}
          </p>`
    }
    ${facts([
      [say('owed'), amount(books?.owedMsat)],
      [say('canSend'), amount(node?.outboundMsat)],
      [say('elsewhere'), amount(elsewhereMsat)],
      [say('canReceive'), amount(node?.inboundMsat)],
      [
        say('difference'),
        differenceMsat === undefined ? say('notCompared') : signed(differenceMsat, language)
      ]
    ])}
  `
}

const signed = (value: bigint, language: Language): string =>
  value < 0n ? `−${sats(-value, language)}` : sats(value, language)

export function drawViolations(found: readonly Violation[], language: Language): Drawn {
  const say = operatorSay(language)
  if (found.length === 0) return html`<p class="notice good" role="status">${say('balanced')}</p>`
  return html`
    <p class="notice bad" role="alert">${say('unbalanced', { count: String(found.length) })}</p>
    ${drawTable(
      say('audit'),
      [say('rule'), say('subject'), say('detail')],
      found.slice(0, 100).map(({ rule, subject, detail }) => [rule, subject, detail])
    )}
  `
}
