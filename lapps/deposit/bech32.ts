// Decodes bech32 (BIP-173) to bytes, without its limit of 90 characters, as LUD-01 requires.
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
const CHECKSUM = 6

/** undefined if the text is not bech32, or its checksum is wrong. */
export function bytesIn(text: string): Uint8Array | undefined {
  const [, prefix = '', data = ''] = /^([a-z]+)1([a-z0-9]{6,})$/.exec(text.toLowerCase()) ?? []
  const words = Array.from(data, letter => ALPHABET.indexOf(letter))
  const codes = Array.from(prefix, letter => letter.charCodeAt(0))
  const spread = [...codes.map(code => code >> 5), 0, ...codes.map(code => code & 31)]
  if (prefix === '' || words.includes(-1) || polymod([...spread, ...words]) !== 1) return undefined
  return join(words.slice(0, -CHECKSUM))
}

function polymod(values: readonly number[]): number {
  let sum = 1
  for (const value of values) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    for (const [bit, by] of GENERATOR.entries()) if ((top >>> bit) & 1) sum ^= by
  }
  return sum >>> 0
}

/** Converts 5-bit words to bytes; leftover bits are padding. */
function join(words: readonly number[]): Uint8Array {
  const bytes: number[] = []
  let [buffer, bits] = [0, 0]
  for (const word of words) {
    buffer = ((buffer << 5) | word) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((buffer >> bits) & 0xff)
  }
  return Uint8Array.from(bytes)
}
