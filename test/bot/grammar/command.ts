import { test } from 'tap'
import { readCommand } from '../../../src/bot/grammar/command.ts'

const SAID: readonly (readonly [text: string, name: string | undefined, rest?: string])[] = [
  ['/tip 100 thank you', 'tip', '100 thank you'],
  ['/tip_100', 'tip', '100'],
  ['/tip100', 'tip', '100'],
  ['/tip1.000 thanks', 'tip', '1.000 thanks'],
  ['/zap@Our_Bot 5', 'tip', '5'],
  ['/honk@other_bot 5', undefined],
  ['/t 1k', 'tip', '1k'],
  ['/receive 5000', 'deposit', '5000'],
  ['/fund any', 'deposit', 'any'],
  ['/pay lnbc1', 'withdraw', 'lnbc1'],
  ['/send2telegram @ann 5', 'send', '@ann 5'],
  ['/transactions', 'history', ''],
  ['/tx_pay_0193', 'tx', 'pay_0193'],
  ['/sendsms', 'buy', 'lnsms'],
  ['/sms +1 987 hello', 'buy', 'lnsms +1 987 hello'],
  ['/apps', 'lapps', ''],
  ['/coinflip 100', 'game', '100'],
  ['/constructor', undefined],
  ['/constructor5', undefined],
  ['tip 100', undefined]
]

test('what people have in their fingers is understood', async t => {
  for (const [text, name, rest] of SAID) {
    const command = readCommand(text, 'our_bot')
    t.equal(command?.name, name, text)
    if (rest !== undefined) t.equal(command?.rest, rest, text)
  }
})
