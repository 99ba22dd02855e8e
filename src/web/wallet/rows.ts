// Lists transactions, each linked to its receipt.
import { say } from '../../bot/texts/say.ts'
import { showId, type Id } from '../../core/ids.ts'
import { ownerOf, type RowType, type StatementRow } from '../../ledger/read.ts'
import { sats } from '../ground/amounts.ts'
import { drawTime } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import type { Visit } from '../ground/visit.ts'
import { namesOf } from './people.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

/** `from Ann`, `payment`: the bot's words, with the name after the type. */
const typeOf = (type: RowType, name: string, language: Language): string =>
  `${say(language, `type.${type}`).text} ${name}`.trim()

export async function drawRows(
  wallet: Wallet,
  account: Id,
  rows: readonly StatementRow[],
  visit: Visit
): Promise<Drawn> {
  const { language } = visit
  if (rows.length === 0) return html`<p>${walletSay(language)('nothing')}</p>`
  const names = await namesOf(wallet, account, rows)
  return html`<ul class="moves">
    ${rows.map(
      row =>
        html`<li>
          <a href=${visit.link(receiptOf(row))}
            >${typeOf(row.type, names.get(row.id) ?? '', language)}</a
          >
          <span class=${row.amountMsat < 0n ? 'sum' : 'sum good'}
            >${signed(row.amountMsat, language)}</span
          >
          <span class="dim small said">${row.memo}</span>
          <span class="dim small">${drawTime(row.createdAt)}</span>
        </li>`
    )}
  </ul>`
}

const PAGES: Readonly<Record<string, string>> = {
  pay: '/wallet/payments',
  dep: '/wallet/deposits',
  pur: '/purchases',
  trf: '/wallet/transfers'
}

function receiptOf(row: StatementRow): string {
  const owner = ownerOf(row)
  return `${PAGES[owner] ?? '/wallet'}/${showId(owner, row.id)}`
}

const signed = (amount: bigint, language: Language): string =>
  amount < 0n ? `−${sats(-amount, language)}` : `+${sats(amount, language)}`
