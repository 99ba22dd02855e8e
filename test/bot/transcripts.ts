// Twelve conversations in both languages, held against `transcripts/*.txt`: whoever changes a
// sentence sees in the difference what people will read. `npm run bot:transcript` writes them anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { ALL_LAPPS } from '../e2e/harness/place.ts'
import { houseApart } from './harness/apart.ts'
import { house, type House } from './harness/gateway.ts'
import { talk, type Language } from './harness/transcript.ts'
import { CONVERSATIONS } from './harness/conversations.ts'
import { overARestart } from './harness/over-a-restart.ts'

const KEPT = join(import.meta.dirname, 'transcripts')
const LANGUAGES: readonly Language[] = ['en', 'de']
/** Conversations wait for the bot's pace most of the time, each for that of its own chats. */
const BESIDE = 3

test('eleven conversations in both languages read as they are kept', async t => {
  await Promise.all(LANGUAGES.map(async language => eleven(t, language)))
})

async function eleven(t: Test, language: Language): Promise<void> {
  const all = await house(t, { ...ALL_LAPPS, PUBLIC_URL: 'https://pay.example' })
  const names = Object.keys(CONVERSATIONS)

  async function one(name: string): Promise<void> {
    const said = talk(all, language)
    const fund: House['fund'] = async (...asked) => {
      await all.fund(...asked)
      said.begins()
    }
    const at = 1000 + names.indexOf(name) * 20 + (language === 'de' ? 10 : 0)
    await CONVERSATIONS[name]?.({ ...all, ...said, fund, language, at, group: -at })
    compare(t, language, name, said.text())
  }

  // The last is by far the longest.
  const left = names.toReversed()
  const chain = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) await one(name)
  }
  await Promise.all(Array.from({ length: BESIDE }, chain))
}

test('so does the one over a restart', async t => {
  const all = await houseApart(t)
  const both = LANGUAGES.map(language => ({ language, talk: talk(all, language) }))
  await overARestart(all, both)
  for (const { language, talk } of both) compare(t, language, 'over-a-restart', talk.text())
})

function compare(t: Test, language: Language, name: string, text: string): void {
  const path = join(KEPT, `${language}-${name}.txt`)
  if (process.env['WRITE_TRANSCRIPTS'] !== undefined) writeFileSync(path, text)
  t.equal(text, readFileSync(path, 'utf8'), name)
}
