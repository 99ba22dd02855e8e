// A conversation as its people see it, as text: who says what, what the bot answers or changes,
// with its buttons below. What differs from run to run (ids, times, rates) is shown by a mark.
import { de } from '../../../src/bot/texts/de.ts'
import { en, type TextKey } from '../../../src/bot/texts/en.ts'
import type { House } from './gateway.ts'
import type { Heard, Person } from './people.ts'
import type { Shown } from './world.ts'

export type Language = 'en' | 'de'

export type Talk = ReturnType<typeof talk>

type More = NonNullable<Parameters<Person['says']>[2]>

const TEXTS = { en, de }

export function talk({ tg }: House, language: Language) {
  const lines: string[] = []
  const seen = new Set<string>()
  const heard = new Set<string>()
  let answered = 0
  const stateOf = ({ chat, id, edits }: Shown): string => `${chat}/${id}/${edits}`

  /** The newest message in a chat that reads so and has not been printed as it stands. */
  async function hears(chat: number, key: TextKey | RegExp): Promise<Shown> {
    const pattern = typeof key === 'string' ? patternOf(TEXTS[language][key]) : key
    const found = await tg.until(
      () =>
        tg.shown.findLast(
          m => m.chat === chat && !m.deleted && pattern.test(m.text) && !seen.has(stateOf(m))
        ),
      `${String(key)} in ${chat}`,
      () => JSON.stringify(tg.shown.filter(m => m.chat === chat).slice(-5))
    )
    const place = `${found.chat}/${found.id}`
    const changed = heard.has(place) ? ' (changes its message)' : ''
    seen.add(stateOf(found))
    heard.add(place)
    const where = chat < 0 ? ' in the group' : ` to ${tg.people.get(chat)?.first_name ?? chat}`
    lines.push(block(`Bot${where}${changed}`, `${found.isPhoto ? '[picture]\n' : ''}${found.text}`))
    for (const row of rowsOf(found)) lines.push(`    ${row.map(one => `[ ${one} ]`).join(' ')}`)
    return found
  }

  /** What has been said before is none of this conversation. */
  function begins(): void {
    for (const message of tg.shown) seen.add(stateOf(message))
    answered = tg.calls.length
  }
  begins()

  return {
    hears,
    begins,
    says: (who: Person, text: string, chat = who.id, more: More = {}): Heard => {
      const to = more.reply ? ' (as a reply)' : ''
      lines.push(block(`${who.user.first_name}${chat < 0 ? ' in the group' : ''}${to}`, text))
      return who.says(text, chat, more)
    },
    presses: (who: Person, message: Shown, key: TextKey | RegExp): void => {
      const pattern = typeof key === 'string' ? patternOf(TEXTS[language][key]) : key
      const label =
        rowsOf(message)
          .flat()
          .find(one => pattern.test(one)) ?? String(key)
      lines.push(`${who.user.first_name} presses [ ${label} ]`)
      who.presses(message, pattern)
    },
    toast: async (key: TextKey): Promise<void> => {
      const pattern = patternOf(TEXTS[language][key])
      const text = await tg.until(
        () =>
          tg.calls
            .slice(answered)
            .filter(({ method }) => method === 'answerCallbackQuery')
            .map(({ params }) => params['text'])
            .findLast((said): said is string => typeof said === 'string' && pattern.test(said)),
        `${key} as an answer`
      )
      answered = tg.calls.length
      lines.push(block('Only the one who pressed reads', text))
    },
    notes: (text: string) => void lines.push(`— ${text}`),
    text: () => `${lines.map(steady).join('\n')}\n`
  }
}

const block = (who: string, text: string): string =>
  `${who}:\n${text
    .split('\n')
    .map(line => `    ${line}`.trimEnd())
    .join('\n')}`

type Markup = { readonly inline_keyboard?: readonly (readonly { readonly text: string }[])[] }

const rowsOf = ({ params }: Shown): readonly (readonly string[])[] =>
  ((params['reply_markup'] as Markup | undefined)?.inline_keyboard ?? []).map(row =>
    row.map(({ text }) => text)
  )

/** How a sentence of the table begins once its holes are filled. */
const patternOf = (text: string): RegExp =>
  new RegExp(
    `^${(text.split('\n')[0] ?? '')
      .split(/\{\w+\}/)
      .map(part => RegExp.escape(part))
      .join('[^]*?')}`,
    'mu'
  )

const steady = (text: string): string =>
  text
    .replaceAll(/\bln(bcrt)\w{40,}/g, 'ln$1…')
    .replaceAll(/(acc|pay|dep|pur|trf|key)_[0-9a-f]{32}/g, '$1_…')
    .replaceAll(/\b(?:0[23])?[0-9a-f]{64}\b/g, '…')
    .replaceAll(/\b[0-9a-f]{8}…[0-9a-f]{6}\b/g, '02ab…cd')
    .replaceAll(/lgk_[\w-]+/g, 'lgk_…')
    .replaceAll(/lgl_\w+|"code":"[^"]+"/g, '"code":"…"')
    .replaceAll(/≈ [^)]+\)/g, '≈ …)')
    .replaceAll(/\d{1,2}\.? \p{L}+\.?(?: \d{4})?(?:,| um)? \d\d:\d\d(?: UTC)?/gu, '‹time›')
    .replaceAll(/\d{1,2}\.? \p{L}+ \d{4}/gu, '‹day›')
    .replaceAll(/\d+ (?:minutes?|Minuten?|seconds?|Sekunden?|hours?|Stunden?)\b/g, '‹span›')
