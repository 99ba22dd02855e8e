// C15: an order at the real service, decoded and not paid. Exempt here: only `lapp try --live`
// contacts the real services.
import type { Finding } from './finding.ts'

export const checkLive = (): Finding => ({
  exempt:
    'no machine of this house asks the real services unbidden; "lapp try <id> --live" does, when you say so'
})
