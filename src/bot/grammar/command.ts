// Parses commands, including the names that people know from other bots. Pure.

const COMMANDS = [
  ...['start', 'help', 'balance', 'deposit', 'withdraw', 'send', 'tip', 'history', 'tx'],
  ...['lapps', 'buy', 'api', 'link', 'web', 'settings', 'cancel', 'game'],
  ...['giveaway', 'faucet', 'tipjar']
] as const
export type CommandName = (typeof COMMANDS)[number]

/** Aliases: the names that other bots use. */
const ALSO: Readonly<Record<string, CommandName>> = {
  basics: 'help',
  advanced: 'help',
  claim: 'start',
  top: 'balance',
  receive: 'deposit',
  invoice: 'deposit',
  fund: 'deposit',
  pay: 'withdraw',
  paynow: 'withdraw',
  decode: 'withdraw',
  lnurl: 'withdraw',
  send2telegram: 'send',
  t: 'tip',
  zap: 'tip',
  honk: 'tip',
  transactions: 'history',
  apps: 'lapps',
  shop: 'lapps',
  services: 'lapps',
  sms: 'buy',
  sendsms: 'buy',
  bluewallet: 'api',
  set: 'settings',
  toggle: 'settings',
  language: 'settings',
  giveflip: 'game',
  coinflip: 'game',
  fundraise: 'game',
  bet: 'game',
  hide: 'game',
  reveal: 'game',
  rename: 'game',
  fine: 'game',
  group: 'game',
  join: 'game',
  paylink: 'game',
  nostr: 'game',
  lightningatm: 'game'
}

export type Command = { readonly name: CommandName; readonly rest: string }

/**
 * `/tip 100`, `/tip@our_bot 100`, `/tip_100`, `/tip100`, `/tx_pay_…`; undefined for anything that
 * is not a command of ours, or is addressed to another bot.
 */
export function readCommand(text: string, username: string): Command | undefined {
  const bare = text.trim()
  const [, word = '', to, rest = ''] = /^\/(\w+)(?:@(\w+))?(?:\s+([^]*))?$/.exec(bare) ?? []
  if (to !== undefined && to.toLowerCase() !== username.toLowerCase()) return undefined
  const [first = '', ...more] = word.toLowerCase().split('_')
  const name = nameOf(first)
  if (name === undefined) return glued(bare)
  const lapp = first === 'sms' || first === 'sendsms' ? ['lnsms'] : []
  return {
    name,
    rest: [...lapp, more.join('_'), rest.trim()].filter(part => part !== '').join(' ')
  }
}

/** `/tip1.000 thanks`: an amount typed directly after the command. */
function glued(text: string): Command | undefined {
  const [, word = '', rest = ''] = /^\/([a-z]+)(\d[^]*)$/i.exec(text) ?? []
  const name = nameOf(word.toLowerCase())
  return name === undefined ? undefined : { name, rest }
}

const nameOf = (word: string): CommandName | undefined =>
  COMMANDS.find(command => command === word) ?? also(word)

const also = (word: string): CommandName | undefined =>
  Object.hasOwn(ALSO, word) ? ALSO[word] : undefined
