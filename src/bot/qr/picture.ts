// The QR picture of an invoice.
import { toBuffer } from 'qrcode'

/** In capitals, as QR codes hold them best (BOLT 11 reads either). */
export const picture = (bolt11: string): Promise<Buffer> =>
  toBuffer(`LIGHTNING:${bolt11.toUpperCase()}`, { scale: 6, margin: 4, errorCorrectionLevel: 'L' })
