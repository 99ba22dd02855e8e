// Connects the playground to the sandbox's process; only if the bot is the sandbox's own.
import type { Config } from '../config.ts'
import { askControl } from '../sandbox/ask-control.ts'
import type { Sandbox } from '../sandbox/spawn.ts'
import type { Playground, Seen } from '../web/playground/port.ts'

export function playgroundOf(
  { telegram, sandbox: isSandbox }: Pick<Config, 'telegram' | 'sandbox'>,
  sandbox: Pick<Sandbox, 'controlPath'> | undefined
): Playground | undefined {
  if (!isSandbox || sandbox === undefined || telegram !== undefined) return undefined
  const post = (path: string, body: object): Promise<unknown> =>
    askControl(sandbox.controlPath, 'POST', path, body)
  return {
    look: async who => {
      const query = new URLSearchParams(who).toString()
      return (await askControl(sandbox.controlPath, 'GET', `/telegram?${query}`)) as Seen
    },
    say: (who, text, reply) => post('/telegram/say', { ...who, text, reply }),
    press: (who, message, row, column) => post('/telegram/press', { ...who, message, row, column }),
    pay: (bolt11, amount_msat) => post('/wallet/pay', { bolt11, amount_msat }),
    invoice: async (amount_msat, description) => {
      const made = await post('/wallet/invoice', { description, amount_msat })
      return (made as { readonly bolt11: string }).bolt11
    }
  }
}
