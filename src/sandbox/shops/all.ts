// Lists the shops; a new one is a file beside this and a line here.
import { deposit } from './deposit.ts'
import { echo } from './echo.ts'
import { kraken } from './kraken.ts'
import { lnemail } from './lnemail.ts'
import { lnsms } from './lnsms.ts'
import { lntxbot } from './lntxbot.ts'
import { paidUrl } from './paid-url.ts'
import { ppq } from './ppq.ts'
import { sat2io } from './sat2io.ts'
import { satellite } from './satellite.ts'
import type { Shop } from './shop.ts'
import { sms4sats } from './sms4sats.ts'

export const SHOPS: readonly Shop[] = [
  ...[deposit, echo, kraken, lnemail, lnsms, lntxbot],
  ...[paidUrl, ppq, sat2io, satellite, sms4sats]
]
