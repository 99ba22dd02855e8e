// Draws QR codes.
import { toString } from 'qrcode'

/**
 * As SVG, with error correction for glare: text in upper case makes a code a quarter smaller
 * (alphanumeric mode). Text too long for a QR code gets none.
 */
export async function drawQr(text: string): Promise<string> {
  const options = { type: 'svg', errorCorrectionLevel: 'M', margin: 4 } as const
  const svg = await toString(text, options).catch(() => '')
  return svg.replace('<svg ', '<svg aria-hidden="true" ')
}
