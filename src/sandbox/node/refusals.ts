// xpay's error messages (recorded from 26.06.6) by code, and whether a failed row stays behind.

export type Refusal = { readonly is: 'refused'; readonly code: number; readonly message: string }

const refused = (code: number, message: string): Refusal => ({
  is: 'refused',
  code,
  message
})

const NO_PATHS = 'We could not find a usable set of paths.'

export const UNKNOWN_AT_PAYEE = refused(
  203,
  "Destination said it doesn't know invoice: incorrect_or_unknown_payment_details"
)
/** Errors of a search; xpay prefixes them with `Failed: `. */
export const TOO_EXPENSIVE = refused(206, 'Could not find route without excessive cost')
export const TOO_SLOW = refused(206, 'Could not find route without excessive delays')
export const NO_CONNECTION = refused(
  205,
  'There is no connection between source and destination at all'
)
export const UNKNOWN_LAYER = refused(
  -32602,
  'layers: unknown layer: invalid token (see logs for details)'
)
export const noPaths = (why: string): Refusal => refused(205, `${NO_PATHS} ${why}`)
export const allDisabled = (count: number, to: 'source' | 'destination'): Refusal =>
  noPaths(`All ${count} channels to the ${to} are disabled.`)
export const ALREADY_PAID = refused(219, 'Already paid this invoice successfully')
export const STILL_OUT = refused(
  209,
  'Failed after 2 attempts. We got temporary_channel_failure for 103x2x0/1, assuming it ' +
    `can't carry the rest. Then routing for remaining amount failed: ${NO_PATHS} ` +
    'All 1 channels to the destination are disabled.'
)

export const unknownNode = (pubkey: string, which = 'destination'): Refusal =>
  refused(205, `Unknown ${which} node ${pubkey}`)

export const tooLittle = (path: string, scid: string, max: bigint): Refusal =>
  noPaths(
    `The shortest path is ${path}, but ${scid}/1 layer auto.localchans says max is ${max}msat`
  )

/** A route search of xpay failed: before any attempt, or after some (getroutes_done_err). */
export const noRoute = ({ code, message }: Omit<Refusal, 'is'>, attempts: number): Refusal =>
  attempts === 0
    ? refused(code, `Failed: ${message}`)
    : refused(209, `Failed after ${attempts} attempts. Then routing failed: ${message}`)

/** The payee named a block height that was not reached in time (waitblockheight_failed). */
export const tooLow = (height: number): Refusal =>
  refused(209, `Timed out waiting for blockheight ${height}. `)

/** One of several reservations fails while another is pending (reserve_done_err). */
export const RESERVATION_FAILED = refused(
  209,
  `Reservation failed: '{"code":-32602,"message":"Unknown reservation"}'`
)

const injected = (code: number, message: string): Refusal =>
  refused(-3, `Unexpected injectpaymentonion error ${code}: ${JSON.stringify({ code, message })}`)

export const inProgress = (groupId: string): Refusal =>
  injected(
    200,
    `Payment with groupid=${groupId} still in progress, cannot retry before that completes.`
  )

export const otherAmount = (paid: bigint, asked: bigint): Refusal =>
  injected(201, `Already succeeded with amount ${paid}msat (not ${asked}msat)`)

/**
 * Codes that a real node returns before any onion is sent (safe-payer.md 3.4): no row of this call.
 */
const LEAVES_NO_ROW: ReadonlyMap<number, string> = new Map([
  [-32602, 'Invalid bolt11 invoice: Bad bech32 string'],
  [-32601, "Unknown command 'fetchbip353'"],
  [-3, inProgress('4954993462997948634').message],
  [200, 'Timed out while waiting'],
  [201, 'Already succeeded'],
  [205, `Failed: ${NO_PATHS} All 1 channels to the destination are disabled.`],
  [206, `Failed: ${TOO_EXPENSIVE.message}`],
  [207, 'Invoice expired 1 seconds ago'],
  [208, 'Never attempted payment part 0'],
  [210, `Failed: ${NO_PATHS} The solver gave up.`],
  [212, 'Invalid localinvreqid'],
  [213, 'hsmd refused to approve the invoice'],
  [215, 'Insufficient funds'],
  [216, 'Destination is unreachable'],
  [217, `Failed: ${NO_PATHS} Bad parameters.`],
  [218, 'Already paid this invoice'],
  [219, ALREADY_PAID.message],
  [1501, 'Missing rune'],
  [1502, 'Not permitted: restricted rune'],
  [1503, 'Not authorized: Blacklisted rune']
])

const LEAVES_A_ROW: ReadonlyMap<number, string> = new Map([
  [-1, 'Something went wrong'],
  [-4, 'Plugin terminated before replying to RPC call.'],
  [-5, 'lightningd is shutting down'],
  [202, 'Malformed error reply'],
  [203, UNKNOWN_AT_PAYEE.message],
  [204, 'failed: WIRE_TEMPORARY_CHANNEL_FAILURE (reply from remote)'],
  [
    209,
    'Failed after 1 attempts. Unexpected error (temporary_node_failure) from final node: ' +
      'disabling the channel 103x3x0/1 for this payment. Then routing failed: ' +
      `${NO_PATHS} All 1 channels to the destination are disabled.`
  ]
])

/** The error for the fault `fail`. */
export function failure(code: number): { refusal: Refusal; leavesRow: boolean } {
  const early = LEAVES_NO_ROW.get(code)
  const message = early ?? LEAVES_A_ROW.get(code) ?? `Failed with code ${code}`
  return { refusal: refused(code, message), leavesRow: early === undefined }
}
