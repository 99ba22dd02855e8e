import type { Api } from 'grammy'
import { test } from 'tap'
import { chat } from '../../src/bot/chat.ts'
import { plain } from '../../src/bot/texts/say.ts'

/** A Telegram that keeps what it was told to show. */
function place() {
  const told: string[] = []
  const sent = (text: string) => {
    told.push(text)
    return Promise.resolve({ message_id: told.length, chat: { id: 1 } })
  }
  const api = {
    sendMessage: (_: number, text: string) => sent(text),
    editMessageText: (_: number, id: number, text: string) => sent(`${id}: ${text}`)
  } as unknown as Api
  const keyboards = {
    keep: (actions: readonly unknown[]) => Promise.resolve(actions.map(() => 'data')),
    press: () => Promise.resolve({ is: 'old' } as const)
  }
  return { told, talk: chat(api, keyboards, () => 1) }
}

const screen = (text: string) => ({ words: plain(text) })

test('an edit that changes nothing is not sent', async t => {
  const { told, talk } = place()
  const shown = await talk.send({ chat: 1 }, 1, screen('asked'))
  for (const text of ['asked', 'done', 'done', 'asked', 'asked'])
    await talk.edit(shown, 1, screen(text))
  t.strictSame(told, ['asked', '1: done', '1: asked'])
})

test('one with buttons is: those that stand there may have been pressed', async t => {
  const { told, talk } = place()
  const asked = { ...screen('asked'), rows: [[{ label: plain('go'), does: { is: 'cancel' } }]] }
  const shown = await talk.send({ chat: 1 }, 1, asked as never)
  await talk.edit(shown, 1, asked as never)
  await talk.edit(shown, 1, screen('asked'))
  await talk.edit(shown, 1, screen('asked'))
  t.strictSame(told, ['asked', '1: asked', '1: asked'])
})
