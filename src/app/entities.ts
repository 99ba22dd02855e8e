// Registers the entities of all rooms with MikroORM.
import { AccountRow, ApiKeyRow, IdentityRow } from '../account/entity.ts'
import { ApprovalEntity } from '../approval/entity.ts'
import { CursorRow, DepositRow, PaidRow, ReceiptRow } from '../deposit/entity.ts'
import { DeliveryRow, WebhookRow } from '../notify/entity.ts'
import { PaymentEntity } from '../payment/entity.ts'
import { PurchaseEntity, QuoteEntity } from '../purchase/entity.ts'
import { TransferRow } from '../transfer/entity.ts'

export const ENTITIES = [
  AccountRow,
  ApiKeyRow,
  IdentityRow,
  ApprovalEntity,
  CursorRow,
  DepositRow,
  PaidRow,
  ReceiptRow,
  TransferRow,
  PaymentEntity,
  PurchaseEntity,
  QuoteEntity,
  WebhookRow,
  DeliveryRow
]
