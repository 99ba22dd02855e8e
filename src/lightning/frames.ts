// Splits the node's byte stream into answers: each ends with an empty line, which single-line JSON
// never contains.

const NEWLINE = 0x0a
const END = Buffer.from('\n\n')

/**
 * Accepts chunks split anywhere, in linear time; returns how many bytes are pending without an end.
 */
export function framer(onFrame: (frame: Buffer) => void): (chunk: Buffer) => number {
  let parts: Buffer[] = []
  let size = 0

  const keep = (part: Buffer) => {
    if (part.length === 0) return
    parts.push(part)
    size += part.length
  }
  const flush = () => {
    const frame = Buffer.concat(parts, size)
    parts = []
    size = 0
    onFrame(frame)
  }

  return chunk => {
    let from = 0
    // A terminator split between two chunks: its first half was kept with the answer.
    if (parts.at(-1)?.at(-1) === NEWLINE && chunk[0] === NEWLINE) {
      from = 1
      size -= 1
      flush()
    }
    for (let end = chunk.indexOf(END, from); end !== -1; end = chunk.indexOf(END, from)) {
      keep(chunk.subarray(from, end))
      from = end + END.length
      flush()
    }
    keep(chunk.subarray(from))
    return size
  }
}
