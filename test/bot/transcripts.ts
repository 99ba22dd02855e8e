// Twelve conversations in both languages, held against `transcripts/*.txt`: whoever changes a
// sentence sees in the difference what people will read. `npm run bot:transcript` writes them anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tap, { test } from 'tap'
import { ALL_LAPPS, told } from '../e2e/harness/gateway.ts'
import { house, type House } from './harness/gateway.ts'
import { talk, type Language } from './harness/transcript.ts'
import { CONVERSATIONS } from './harness/conversations.ts'
import { overARestart } from './harness/over-a-restart.ts'

const KEPT = join(import.meta.dirname, 'transcripts')

// Beside all the other tests, on a small machine.
tap.setTimeout(600_000)

test('twelve conversations in both languages read as they are kept', async t => {
  const all = await house(t, { ...ALL_LAPPS, PUBLIC_URL: 'https://pay.example' })
  const isWritten = process.env['WRITE_TRANSCRIPTS'] !== undefined
  const compare = (name: string, text: string): void => {
    const path = join(KEPT, `${name}.txt`)
    if (isWritten) writeFileSync(path, text)
    t.equal(text, readFileSync(path, 'utf8'), name)
  }
  const languages: readonly Language[] = ['en', 'de']
  for (const [index, [name, hold]] of Object.entries(CONVERSATIONS).entries()) {
    for (const language of languages) {
      const said = talk(all, language)
      const fund: House['fund'] = async (...asked) => {
        await all.fund(...asked)
        said.begins()
      }
      await hold({
        ...all,
        ...said,
        fund,
        language,
        at: 1000 + index * 20 + (language === 'de' ? 10 : 0)
      })
      compare(`${language}-${name}`, said.text())
    }
  }
  t.ok(told(all.gateway.dir), 'it is still there')
  let now: House = all
  for (const language of languages) {
    const said = talk(now, language)
    now = await overARestart(now, said, language)
    compare(`${language}-over-a-restart`, said.text())
  }
})
