// Signs deliveries to a webhook as in Standard Webhooks: with every secret that is valid now.
import { Webhook } from 'standardwebhooks'

export type Secrets = {
  readonly secret: string
  readonly oldSecret: string | null
  readonly oldUntil: Date | null
}

export const newSecret = (random: (bytes: number) => Buffer): string =>
  `whsec_${random(32).toString('base64')}`

export function signed(id: string, body: string, secrets: Secrets, now: Date) {
  const isOldGood = secrets.oldUntil !== null && now < secrets.oldUntil
  const old = isOldGood && secrets.oldSecret !== null ? [secrets.oldSecret] : []
  const signatures = [secrets.secret, ...old].map(one => new Webhook(one).sign(id, now, body))
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signatures.join(' ')
  }
}
