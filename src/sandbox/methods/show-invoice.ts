// Formats an invoice as listinvoices, waitanyinvoice and similar commands do.
import { wire } from '../../core/msat.ts'
import type { Invoice } from '../node/invoices.ts'

export function showInvoice(invoice: Invoice): object {
  const { amountMsat, receivedMsat, updatedIndex, description } = invoice
  const isPaid = receivedMsat !== undefined
  return {
    label: invoice.label,
    bolt11: invoice.bolt11,
    payment_hash: invoice.paymentHash,
    amount_msat: amountMsat === undefined ? undefined : wire(amountMsat),
    status: invoice.status,
    pay_index: isPaid ? invoice.payIndex : undefined,
    amount_received_msat: isPaid ? wire(receivedMsat) : undefined,
    paid_at: isPaid ? invoice.paidAt : undefined,
    payment_preimage: isPaid ? invoice.preimage : undefined,
    description,
    expires_at: invoice.expiresAt,
    created_index: invoice.createdIndex,
    updated_index: updatedIndex
  }
}
