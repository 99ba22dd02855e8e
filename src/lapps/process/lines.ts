// Messages between the gateway and a LApp's process: one line of JSON each, with a maximum length.
// Node's own IPC channel would read a message of any size into memory before it could be refused.
import type { Readable } from 'node:stream'

/**
 * Calls back for each line; a line that is too long ends the reading for good, since what follows
 * cannot be parsed.
 */
export function readLines(
  stream: Readable,
  maxBytes: number,
  onLine: (line: string) => void,
  onTooLong: () => void
): void {
  let parts: Buffer[] = []
  let size = 0
  const take = (part: Buffer): boolean => {
    parts.push(part)
    size += part.length
    return size <= maxBytes
  }
  const read = (chunk: Buffer): void => {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      if (!take(chunk.subarray(from, at))) {
        end()
        return
      }
      onLine(Buffer.concat(parts).toString())
      parts = []
      size = 0
      from = at + 1
    }
    if (!take(chunk.subarray(from))) end()
  }
  const end = (): void => {
    parts = []
    stream.off('data', read).resume()
    onTooLong()
  }
  stream.on('data', read)
}
