// Secrets of the simulated payment services, generated once; a gateway reads them over the control
// API instead of from its settings.
import { randomBytes } from 'node:crypto'
import type { Network } from '../node/network.ts'
import { readSetting, writeSetting } from '../node/settings.ts'

export const keysOf = (network: Network) => ({
  btcpay: {
    apiKey: kept(network, 'btcpay.key'),
    storeId: 'sandboxstore',
    webhookSecret: kept(network, 'btcpay.webhook')
  },
  charge: { token: kept(network, 'charge.token') },
  electrum: { user: 'lapp', password: kept(network, 'electrum.password') }
})

export type Keys = ReturnType<typeof keysOf>

/** What a gateway needs to use them. */
export type Doors = {
  readonly [Name in keyof Keys]: Keys[Name] & { readonly url: string }
}

function kept(network: Network, name: string): string {
  const found = readSetting(network.store, `doors.${name}`)
  if (found !== undefined) return found
  const made = randomBytes(24).toString('base64url')
  writeSetting(network.store, `doors.${name}`, made)
  return made
}
