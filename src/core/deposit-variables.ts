// Reads the variables of deposit sources: each source is configured completely or not at all.
import { allOrNone } from './all-or-none.ts'

export type Deposits = Readonly<ReturnType<typeof depositsOf>>

export type DepositVariables = {
  BTCPAY_URL?: string
  BTCPAY_API_KEY?: string
  BTCPAY_STORE_ID?: string
  BTCPAY_WEBHOOK_SECRET?: string
  CHARGE_URL?: string
  CHARGE_TOKEN?: string
  ELECTRUM_URL?: string
  ELECTRUM_USER?: string
  ELECTRUM_PASSWORD?: string
  ELECTRUM_CONFIRMATIONS: number
  DEPOSIT_MIN: number
  DEPOSIT_MAX_SHARE: string
}

/** @param fail reports what is missing, and ends the start */
export function depositsOf(variables: DepositVariables, fail: (why: string) => never) {
  const { BTCPAY_WEBHOOK_SECRET: btcpayWebhookSecret } = variables
  const btcpay = allOrNone(variables, fail, {
    url: 'BTCPAY_URL',
    apiKey: 'BTCPAY_API_KEY',
    storeId: 'BTCPAY_STORE_ID'
  })
  const charge = allOrNone(variables, fail, { url: 'CHARGE_URL', token: 'CHARGE_TOKEN' })
  const electrum = allOrNone(variables, fail, {
    url: 'ELECTRUM_URL',
    user: 'ELECTRUM_USER',
    password: 'ELECTRUM_PASSWORD'
  })
  if (btcpayWebhookSecret !== undefined && btcpay === undefined) {
    return fail('BTCPAY_URL must be set as well, since BTCPAY_WEBHOOK_SECRET is.')
  }
  return {
    btcpay,
    btcpayWebhookSecret,
    charge,
    electrum,
    confirmations: variables.ELECTRUM_CONFIRMATIONS,
    /** In msat. */
    min: variables.DEPOSIT_MIN,
    /** Of what our channels can send. */
    maxSharePermille: Number(permille(variables.DEPOSIT_MAX_SHARE))
  }
}

/** Converts a decimal with up to three places to thousandths. */
function permille(share: string): string {
  const [whole = '0', fraction = ''] = share.split('.')
  return whole + fraction.padEnd(3, '0')
}
