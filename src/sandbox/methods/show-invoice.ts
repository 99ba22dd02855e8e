// Formats an invoice as listinvoices, waitanyinvoice and similar commands do.
import { wire } from '../../core/msat.ts'
import type { Invoice } from '../node/invoices.ts'

export function showInvoice(invoice: Invoice): object {
  const { amountMsat, receivedMsat, updatedIndex, description } = invoice
  return {
    label: invoice.label,
    bolt11: invoice.bolt11,
    payment_hash: invoice.paymentHash,
    ...(amountMsat !== undefined && { amount_msat: wire(amountMsat) }),
    status: invoice.status,
    ...(receivedMsat !== undefined && {
      pay_index: invoice.payIndex,
      amount_received_msat: wire(receivedMsat),
      paid_at: invoice.paidAt,
      payment_preimage: invoice.preimage
    }),
    ...(description !== undefined && { description }),
    expires_at: invoice.expiresAt,
    created_index: invoice.createdIndex,
    ...(updatedIndex !== undefined && { updated_index: updatedIndex })
  }
}
