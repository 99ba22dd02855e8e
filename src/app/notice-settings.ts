// Picks the secrets by which incoming payment notices are authenticated: the configured ones, or
// those of the sandbox's services.
import type { Deposits } from '../core/deposit-variables.ts'
import type { Bell } from '../deposit/bell.ts'
import { noticeToken } from '../deposit/sources/charge.ts'
import type { Notices } from '../http/routes/notices.ts'
import type { Doors } from '../sandbox/payment-services/keys.ts'

export function noticeSettings(
  { btcpay, btcpayWebhookSecret, charge, electrum }: Deposits,
  doors: Doors | undefined,
  bell: Bell
): Notices {
  const token = charge?.token ?? doors?.charge.token
  const password = electrum?.password ?? doors?.electrum.password
  const secret = btcpay ? btcpayWebhookSecret : doors?.btcpay.webhookSecret
  return {
    bell,
    btcpay: (btcpay ?? doors?.btcpay) && { webhookSecret: secret },
    chargeToken: token === undefined ? undefined : noticeToken(token),
    electrumToken: password === undefined ? undefined : noticeToken(password)
  }
}
