// Reads the variables of deposit sources: each source is configured completely or not at all.
import { allOrNone } from './all-or-none.ts'

export type Deposits = {
  readonly btcpay:
    | { readonly url: string; readonly apiKey: string; readonly storeId: string }
    | undefined
  readonly btcpayWebhookSecret: string | undefined
  readonly charge: { readonly url: string; readonly token: string } | undefined
  readonly electrum:
    | { readonly url: string; readonly user: string; readonly password: string }
    | undefined
  readonly confirmations: number
  /** In msat. */
  readonly min: number
  /** Thousandths of what our channels can send. */
  readonly maxSharePermille: number
}

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
export function depositsOf(variables: DepositVariables, fail: (why: string) => never): Deposits {
  const { BTCPAY_WEBHOOK_SECRET: btcpayWebhookSecret } = variables
  const btcpay = allOrNone(variables, fail, 'BTCPAY_URL', 'BTCPAY_API_KEY', 'BTCPAY_STORE_ID')
  const charge = allOrNone(variables, fail, 'CHARGE_URL', 'CHARGE_TOKEN')
  const electrum = allOrNone(variables, fail, 'ELECTRUM_URL', 'ELECTRUM_USER', 'ELECTRUM_PASSWORD')
  if (btcpayWebhookSecret !== undefined && btcpay === undefined) {
    return fail('BTCPAY_URL must be set as well, since BTCPAY_WEBHOOK_SECRET is.')
  }
  return {
    btcpay: btcpay && {
      url: btcpay.BTCPAY_URL,
      apiKey: btcpay.BTCPAY_API_KEY,
      storeId: btcpay.BTCPAY_STORE_ID
    },
    btcpayWebhookSecret,
    charge: charge && { url: charge.CHARGE_URL, token: charge.CHARGE_TOKEN },
    electrum: electrum && {
      url: electrum.ELECTRUM_URL,
      user: electrum.ELECTRUM_USER,
      password: electrum.ELECTRUM_PASSWORD
    },
    confirmations: variables.ELECTRUM_CONFIRMATIONS,
    min: variables.DEPOSIT_MIN,
    maxSharePermille: Number(permille(variables.DEPOSIT_MAX_SHARE))
  }
}

/** Converts a decimal with up to three places to thousandths. */
function permille(share: string): string {
  const [whole = '0', fraction = ''] = share.split('.')
  return whole + fraction.padEnd(3, '0')
}
