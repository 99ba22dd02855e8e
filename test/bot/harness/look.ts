// Looks at what the bot has said: the n-th of several that read alike, gifts offered inline.
import type { Telegram } from './telegram.ts'
import type { Shown } from './world.ts'

/** The message in a chat that is the n-th (from 0) to read so; waits for it. */
export const seen = (tg: Telegram, chat: number, pattern: RegExp, n: number): Promise<Shown> =>
  tg.until(
    () => tg.shown.filter(m => m.chat === chat && pattern.test(m.text))[n],
    `${pattern} for the ${n + 1}th time in ${chat}`
  )

/** The n-th answer to an inline query: its text, and the data of its button. */
export async function inline(tg: Telegram, n: number): Promise<{ text: string; data: string }> {
  const answer = await tg.until(
    () => tg.calls.filter(({ method }) => method === 'answerInlineQuery')[n],
    'an offer'
  )
  const said = JSON.stringify(answer.params)
  return {
    text: /"message_text":"([^"]*)"/.exec(said)?.[1] ?? '',
    data: /"callback_data":"([^"]+)"/.exec(said)?.[1] ?? ''
  }
}
