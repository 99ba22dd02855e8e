// Describes each route beyond its schema: the name of its operation, a paragraph, and its own
// refusals. Those common to all routes are in refusals.ts.
import type { ErrorCode } from '../../core/errors.ts'

export type Operation = {
  /** Becomes the function's name in a generated client. */
  readonly id: string
  /** Omitted if the route's own schema describes it. */
  readonly about?: string
  readonly refuses?: readonly ErrorCode[]
  /** The media type of an alternative response, as text. */
  readonly alsoAs?: string
}

const INVOICE = [
  'invoice_invalid',
  'invoice_expired',
  'invoice_wrong_network'
] as const satisfies readonly ErrorCode[]

const LNURL = [
  ...INVOICE,
  'amount_required',
  'amount_mismatch',
  'lapp_refused',
  'lapp_unavailable'
] as const satisfies readonly ErrorCode[]

const SPENDING = [
  'insufficient_balance',
  'budget_exceeded',
  'limit_exceeded',
  'frozen'
] as const satisfies readonly ErrorCode[]

const ASKING = [
  ...INVOICE,
  'lapp_refused',
  'lapp_unavailable',
  'lapp_paused',
  'limit_exceeded',
  'node_unavailable',
  'price_too_high',
  'already_paid',
  'being_paid',
  'amount_required'
] as const satisfies readonly ErrorCode[]

const PAGES =
  'Newest first; `next_cursor` leads to the next page and is null on the last. Filters can be combined.'
const ONE = 'What belongs to another account is not found.'

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /v1/account': {
    id: 'getAccount',
    about: '`balance_msat` can be spent now; `held_msat` is set aside for what is pending.'
  },
  'GET /v1/account/totals': {
    id: 'getAccountTotals',
    about: 'Sums the account and its sub-accounts at one moment.'
  },
  'POST /v1/account/link': {
    id: 'linkAccount',
    about: 'The person then has one account in Telegram and here, once they have agreed there.',
    refuses: ['not_found']
  },
  'GET /v1/transactions': {
    id: 'listTransactions',
    alsoAs: 'text/csv',
    about: `${PAGES} With \`format=csv\` all of them are streamed as text/csv. The sum of \`amount_msat\` is \`balance_msat\` + \`held_msat\`.`
  },
  'GET /v1/deposit-methods': {
    id: 'listDepositMethods',
    about: 'What is configured at this gateway, with its limits.'
  },
  'POST /v1/deposits': {
    id: 'createDeposit',
    about:
      'Show `bolt11` or `checkout_url` to whoever pays. The account is credited once, with what was really paid.',
    refuses: ['limit_exceeded', 'node_unavailable', 'deposits_paused']
  },
  'GET /v1/deposits': { id: 'listDeposits', about: PAGES },
  'GET /v1/deposits/{id}': { id: 'getDeposit', about: ONE },
  'POST /v1/payments': {
    id: 'createPayment',
    about:
      'Amount and fee ceiling are held first; the rest of the ceiling comes back. 202 means that ' +
      'nobody knows the end yet: read the payment again, or repeat the request with the same Idempotency-Key. ' +
      '`pending_approval`: it is over the budget of the key, and its owner is asked; nothing is held.',
    refuses: [...LNURL, ...SPENDING, 'already_paid', 'being_paid', 'node_unavailable']
  },
  'GET /v1/payments': { id: 'listPayments', about: PAGES },
  'POST /v1/payments/{id}/cancel': {
    id: 'cancelPayment',
    refuses: ['being_paid', 'node_unavailable']
  },
  'GET /v1/payments/{id}': { id: 'getPayment', about: ONE },
  'POST /v1/decode': {
    id: 'decode',
    about: '`payable` says whether this gateway could pay it, and `reason` why not.',
    refuses: [...LNURL, 'node_unavailable']
  },
  'POST /v1/transfers': {
    id: 'createTransfer',
    about:
      'Final at once to an account. To a person who is not known yet it can be claimed until `expires_at`, and then returns.',
    refuses: ['recipient_unknown', ...SPENDING]
  },
  'GET /v1/transfers': { id: 'listTransfers', about: PAGES },
  'POST /v1/transfers/batch': {
    id: 'createTransfers',
    about: 'Answers in the order of the request. One Idempotency-Key covers all of them.',
    refuses: ['frozen', 'budget_exceeded']
  },
  'POST /v1/transfers/{id}/cancel': {
    id: 'cancelTransfer',
    about: 'The money returns to the sender; whoever claims it at the same moment may be quicker.'
  },
  'GET /v1/transfers/{id}': { id: 'getTransfer', about: ONE },
  'GET /v1/lapps': { id: 'listLApps', about: 'The catalogue, searched by words and category.' },
  'GET /v1/lapps/{lapp}': {
    id: 'getLApp',
    about: '`input` is the form to fill in, `output` what is delivered, both as JSON Schema.'
  },
  'POST /v1/lapps/{lapp}/quotes': {
    id: 'createQuote',
    about: 'Moves nothing. A purchase with the quote costs at most `total_max_msat`.',
    refuses: ASKING
  },
  'POST /v1/lapps/{lapp}/purchases': {
    id: 'createPurchase',
    about:
      'The LApp is asked for its invoice, which is paid from the balance; `delivery` is what it gives for it. ' +
      '202 means pending: read it again, never buy again; or `pending_approval`, as with payments.',
    refuses: [...ASKING, ...SPENDING]
  },
  'GET /v1/purchases/{id}': { id: 'getPurchase', about: ONE },
  'GET /v1/purchases': { id: 'listPurchases', about: PAGES },
  'POST /v1/accounts': {
    id: 'createAccount',
    about: 'For an app that holds balances of its own users. `external_id` is unique per owner.',
    refuses: ['limit_exceeded']
  },
  'GET /v1/accounts': { id: 'listAccounts', about: PAGES },
  'GET /v1/accounts/{id}': { id: 'getSubAccount', about: ONE },
  'PATCH /v1/accounts/{id}': {
    id: 'updateAccount',
    about: 'What is not named stays as it is.',
    refuses: ['limit_exceeded']
  },
  'POST /v1/accounts/{id}/close': {
    id: 'closeAccount',
    refuses: ['account_busy', 'frozen', 'budget_exceeded', 'limit_exceeded']
  },
  'POST /v1/api-keys': {
    id: 'createApiKey',
    about: 'The secret (`key`) is shown only here. It can do no more than the key that makes it.',
    refuses: ['limit_exceeded']
  },
  'GET /v1/api-keys': { id: 'listApiKeys', about: PAGES },
  'GET /v1/api-keys/{id}': { id: 'getApiKey', about: ONE },
  'DELETE /v1/api-keys/{id}': {
    id: 'revokeApiKey',
    about: 'It counts nowhere any more within five seconds.'
  },
  'POST /v1/api-keys/{id}/rotate': {
    id: 'rotateApiKey',
    about: 'Budget, limits and id stay. The former secret works for `overlap_s` more seconds.'
  },
  'POST /v1/webhooks': {
    id: 'createWebhook',
    about:
      'Signed by Standard Webhooks; the secret is shown only here. What arrives is described under webhooks.',
    refuses: ['limit_exceeded']
  },
  'GET /v1/webhooks': { id: 'listWebhooks', about: PAGES },
  'DELETE /v1/webhooks/{id}': { id: 'deleteWebhook', about: 'What was not sent yet is not sent.' },
  'POST /v1/webhooks/{id}/rotate': {
    id: 'rotateWebhookSecret',
    about: 'For `overlap_s` seconds, a day by default, each event bears both signatures.'
  },
  'POST /v1/webhooks/{id}/test': { id: 'testWebhook' },
  'GET /v1/webhooks/{id}/deliveries': { id: 'listWebhookDeliveries', about: PAGES },
  'POST /v1/webhooks/{id}/deliveries/{delivery}/replay': {
    id: 'replayWebhookDelivery',
    about: 'With the same event id, so that a receiver can tell that it is a repeat.'
  },
  'GET /v1/events': { id: 'followEvents' },
  'GET /health/live': { id: 'getLiveness', about: 'Looks at nothing else.' },
  'GET /health/ready': {
    id: 'getReadiness',
    about: '503 `not_ready` names what is missing; `warnings` are what should be mended.'
  },
  'GET /metrics': { id: 'getMetrics', about: 'In the text format of Prometheus.' },
  'POST /paid/{lapp}': {
    id: 'buyWithoutAccount',
    refuses: [...ASKING, 'frozen', 'unauthenticated', 'forbidden', 'idempotency_key_in_use']
  },
  'POST /sandbox/wallet/pay': {
    id: 'payFromOutside',
    about: 'So a deposit is settled. The wallet is on a direct channel of our node.',
    refuses: [
      ...INVOICE,
      'amount_required',
      'amount_mismatch',
      'already_paid',
      'insufficient_balance',
      'node_unavailable'
    ]
  },
  'POST /sandbox/wallet/invoice': {
    id: 'createOutsideInvoice',
    about: 'Regtest and signed; paying it costs no fee.',
    refuses: ['node_unavailable']
  },
  'POST /sandbox/chain/pay': { id: 'payOnChain', refuses: ['invoice_invalid', 'node_unavailable'] },
  'POST /sandbox/shops/{name}/invoices': {
    id: 'createShopInvoice',
    about:
      'For authors of LApps whose service has no node yet. Once it was paid, `callback` gets ' +
      '`{payment_hash, preimage, amount_msat}` by POST, again until it answers 2xx, five times at most.',
    refuses: ['node_unavailable']
  },
  'GET /sandbox/phone/{number}': {
    id: 'readPhone',
    about: 'What the make-believe service of the LApp lnsms has delivered there.',
    refuses: ['node_unavailable']
  },
  'POST /sandbox/node/next-payments': {
    id: 'planNextPayments',
    about: 'Tries what a caller does with payments that fail, stall or hang for ever.',
    refuses: ['node_unavailable']
  },
  'DELETE /sandbox/node/next-payments': {
    id: 'forgetNextPayments',
    about: 'What is on its way goes on as it was told to.',
    refuses: ['node_unavailable']
  }
}
