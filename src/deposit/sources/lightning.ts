// Deposits over our own node: an invoice with a label of ours. The node delivers payments in order,
// so they are read by a cursor (watch.ts) instead of polling.
import { AppError } from '../../core/errors.ts'
import { msat } from '../../core/msat.ts'
import { cutBytes } from '../../core/plain-text.ts'
import { type Lightning } from '../../lightning/port.ts'
import { depositLabel } from '../decide.ts'
import { DESCRIPTION_BYTES } from '../description.ts'
import { SourceRefused, type Shown, type Source, type Wanted } from '../source.ts'
import { NodeRefused, NodeSilent } from '../../lightning/errors.ts'

type Node = Pick<Lightning, 'invoice'>

export const lightning = (node: Node): Source => ({
  method: 'lightning',
  title: 'Lightning',
  minMsat: msat(1),
  maxMsat: null,
  confirmations: 0,
  fundsChannels: true,
  expirySeconds: 3600,
  policy: null,
  refuses: () => undefined,
  open: wanted => open(node, wanted)
})

/** A repeated request returns the same invoice, by its label. */
async function open(node: Node, wanted: Wanted): Promise<Shown> {
  const { deposit, amountMsat, description, expirySeconds } = wanted
  try {
    const { bolt11, paymentHash, expiresAt, warning } = await node.invoice({
      amountMsat,
      label: depositLabel(deposit),
      description: cutBytes(description, DESCRIPTION_BYTES),
      expirySeconds
    })
    const shown = { bolt11, paymentHash, expiresAt, warning: warning ?? null }
    return { ...shown, invoice: depositLabel(deposit), address: null, ways: [] }
  } catch (cause) {
    if (!(cause instanceof NodeSilent || cause instanceof NodeRefused)) throw cause
    const detail = 'The node gave no invoice; send the request again with the same Idempotency-Key'
    const why = cause instanceof NodeRefused ? new SourceRefused(cause.message, { cause }) : cause
    throw new AppError('node_unavailable', detail, [], why)
  }
}
