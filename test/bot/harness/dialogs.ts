// The dialog with every LApp, from its name to its price, by the examples that it gives; one is
// bought.
import type { Shown } from './world.ts'
import type { Scene } from './conversations.ts'

const ANSWERS: readonly (readonly [lapp: string, ...answers: readonly (string | RegExp)[]])[] = [
  ['deposit', 'alice@wallet.example', '100', /Skip|Überspringen/],
  ['lnemail', /A new account|Ein neues Konto/],
  ['lnemail', /Send an e-mail|Eine E-Mail senden/, 'sandbox-token', 'alice@example.com', 'Hello'],
  ['lnsms', 'no number', '+1 (987) 654-3210', 'Hello from the Lightning Network'],
  ['lntxbot', '500', 'alice'],
  ['paid-url', 'https://paid.example/report', '100'],
  ['ppq', 'as usual', '1.000'],
  ['sat2io', '+19876543210', '5k'],
  ['satellite', 'Hello, Earth', '10'],
  ['sms4sats', '+19876543210', 'See you at eight'],
  ['echo', 'Hello, is anybody there?']
]

export async function dialogs(scene: Scene): Promise<void> {
  const { person, fund, says, presses, hears, language, at } = scene
  const ann = person(at, 'Ann', undefined, language)
  await fund(ann, 20_000_000)
  says(ann, '/lapps')
  await hears(at, 'lapps.list')
  let last: Shown | undefined
  for (const [lapp, ...answers] of ANSWERS) {
    says(ann, `/buy ${lapp}`)
    last = await hears(at, /· 1(\/\d)?\n/)
    for (const answer of answers) {
      if (typeof answer === 'string') says(ann, answer)
      else presses(ann, last, answer)
      last = await hears(at, /· \d\/\d|(Price|Preis): |says|sagt/)
    }
  }
  if (last === undefined) return
  presses(ann, last, 'buy.yes')
  await hears(at, 'buy.delivered')
}
