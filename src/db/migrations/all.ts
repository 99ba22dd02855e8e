// Every migration, oldest first; one that has landed is never changed.
import { Ledger } from './001-ledger.ts'
import { Access } from './002-access.ts'
import { Payment } from './003-payment.ts'
import { Deposit } from './004-deposit.ts'
import { Transfer } from './005-transfer.ts'
import { Purchase } from './006-purchase.ts'
import { Operations } from './007-operations.ts'
import { Notify } from './010-notify.ts'
import { Bot } from './011-bot.ts'
import { Refund } from './012-refund.ts'
import { BotOrder } from './013-bot-order.ts'
import { Heard } from './014-heard.ts'
import { Link } from './015-link.ts'
import { Subject } from './016-subject.ts'
import { InFlight } from './017-in-flight.ts'
import { BotPlaces } from './021-bot-places.ts'
import { SuccessAction } from './023-success-action.ts'
import { Metadata } from './024-metadata.ts'
import { Fence } from './030-fence.ts'
import { BotRounds } from './031-bot-rounds.ts'
import { TakenBack } from './032-taken-back.ts'
import { Sources } from './040-sources.ts'

export const MIGRATIONS = [
  { name: '001-ledger', class: Ledger },
  { name: '002-access', class: Access },
  { name: '003-payment', class: Payment },
  { name: '004-deposit', class: Deposit },
  { name: '005-transfer', class: Transfer },
  { name: '006-purchase', class: Purchase },
  { name: '007-operations', class: Operations },
  { name: '010-notify', class: Notify },
  { name: '011-bot', class: Bot },
  { name: '012-refund', class: Refund },
  { name: '013-bot-order', class: BotOrder },
  { name: '014-heard', class: Heard },
  { name: '015-link', class: Link },
  { name: '016-subject', class: Subject },
  { name: '017-in-flight', class: InFlight },
  { name: '021-bot-places', class: BotPlaces },
  { name: '023-success-action', class: SuccessAction },
  { name: '024-metadata', class: Metadata },
  { name: '030-fence', class: Fence },
  { name: '031-bot-rounds', class: BotRounds },
  { name: '032-taken-back', class: TakenBack },
  { name: '040-sources', class: Sources }
]
