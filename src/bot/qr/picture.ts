// Draws the QR code of an invoice.
import { toBuffer } from 'qrcode'

/** Upper case, which QR codes encode most compactly (BOLT 11 allows either). */
export const picture = (bolt11: string): Promise<Buffer> =>
  toBuffer(`LIGHTNING:${bolt11.toUpperCase()}`, { scale: 6, margin: 4, errorCorrectionLevel: 'L' })
