import { test } from 'tap'
import { house } from './harness/gateway.ts'
import type { Json } from './harness/world.ts'

test('Telegram shows commands and description in each language, for each kind of chat', async t => {
  const { tg } = await house(t)
  await tg.until(
    () => tg.calls.filter(({ method }) => method === 'setMyShortDescription')[1],
    'a greeting in both languages'
  )
  const of = (method: string): readonly Json[] =>
    tg.calls.filter(call => call.method === method).map(({ params }) => params)
  const commands = of('setMyCommands').map(params => ({
    language: params['language_code'] ?? 'any',
    scope: params['scope'],
    said: params['commands'] as readonly { command: string; description: string }[]
  }))
  t.strictSame(
    commands.map(({ language, scope, said }) => [
      language,
      (scope as Json)['type'],
      said.map(({ command }) => command).filter(command => /^(tip|withdraw|help)$/.test(command))
    ]),
    [
      ['any', 'all_private_chats', ['withdraw', 'help']],
      ['any', 'all_group_chats', ['tip', 'help']],
      ['de', 'all_private_chats', ['withdraw', 'help']],
      ['de', 'all_group_chats', ['tip', 'help']]
    ]
  )
  for (const { said } of commands) {
    for (const { command, description } of said) {
      t.match(command, /^[a-z]{1,32}$/)
      t.ok(description.length > 0 && description.length <= 256, description)
    }
  }
  const [english = [], , german = []] = commands.map(({ said }) => said)
  for (const [n, { description }] of english.entries())
    t.not(description, german[n]?.description, 'in words of its own')
  for (const method of ['setMyDescription', 'setMyShortDescription']) {
    const [one, other, ...more] = of(method)
    t.strictSame([one?.['language_code'], other?.['language_code'], more], [undefined, 'de', []])
    const what = method === 'setMyDescription' ? 'description' : 'short_description'
    t.not(one?.[what], other?.[what])
    t.ok(String(one?.[what]).length <= (what === 'description' ? 512 : 120))
    t.ok(String(other?.[what]).length <= (what === 'description' ? 512 : 120))
  }
})
