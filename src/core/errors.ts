// The table of public errors: code → status, whether a retry can help, and the message.

type Row = { readonly status: number; readonly transient: boolean; readonly title: string }

const row = (status: number, title: string, transient = false): Row => ({
  status,
  title,
  transient
})

export const ERRORS = {
  invalid_request: row(400, 'The request is not of the form that this route takes'),
  idempotency_key_required: row(400, 'This request needs an Idempotency-Key header'),
  unauthenticated: row(401, 'No valid API key'),
  insufficient_balance: row(402, 'Not enough balance'),
  forbidden: row(403, 'This key may not do that'),
  csrf_failed: row(403, 'The form was not sent from one of our own pages'),
  budget_exceeded: row(403, 'The budget of this key is used up'),
  not_found: row(404, 'There is no such thing'),
  method_not_allowed: row(405, 'This path does not take that method'),
  already_paid: row(409, 'This invoice was already paid through this gateway'),
  being_paid: row(409, 'This invoice is being paid through this gateway'),
  account_busy: row(409, 'Something of this account is still held', true),
  idempotency_key_in_use: row(
    409,
    'A request with this Idempotency-Key is still being opened',
    true
  ),
  payload_too_large: row(413, 'The body is too large'),
  unsupported_media_type: row(415, 'Only application/json is taken'),
  misdirected: row(421, 'The gateway does not answer for this host'),
  idempotency_key_reused: row(422, 'This Idempotency-Key was used for another request'),
  limit_exceeded: row(422, 'Above a limit'),
  recipient_unknown: row(422, 'There is no such recipient'),
  lapp_paused: row(422, 'This LApp is paused'),
  price_too_high: row(422, 'The price is above what was agreed'),
  invoice_invalid: row(422, 'This is not an invoice that can be paid'),
  invoice_expired: row(422, 'The invoice has expired or is about to'),
  invoice_wrong_network: row(422, 'The invoice is for another network'),
  amount_required: row(422, 'The invoice names no amount, so the request must'),
  amount_mismatch: row(422, 'The amount is not what the invoice asks for'),
  lapp_refused: row(422, 'The service said no'),
  rate_limited: row(429, 'Too many requests', true),
  internal: row(500, 'Something is wrong here', true),
  lapp_unavailable: row(502, 'The service did not answer', true),
  frozen: row(503, 'Outgoing payments are frozen for now', true),
  node_unavailable: row(503, 'The Lightning node does not answer', true),
  deposits_paused: row(503, 'Deposits of this kind are paused for now', true),
  not_ready: row(503, 'The gateway is not ready', true)
} as const satisfies Record<string, Row>

export type ErrorCode = keyof typeof ERRORS

/** One invalid field: a JSON pointer into the body, and what would be valid. */
export type FieldError = { readonly pointer: string; readonly detail: string }

/**
 * Thrown when the caller must stop. `detail` is shown to the person: what is wrong and what would
 * help; never a secret.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: string
  readonly fields: readonly FieldError[]

  constructor(
    code: ErrorCode,
    detail: string,
    fields: readonly FieldError[] = [],
    cause?: unknown
  ) {
    super(`${code}: ${detail}`, { cause })
    this.code = code
    this.detail = detail
    this.fields = fields
  }
}
