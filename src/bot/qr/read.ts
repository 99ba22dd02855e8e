// Reads the QR code in an untrusted picture: in a worker thread that is bounded in memory and time,
// and ends afterwards.
import { imageSize } from 'image-size'
import { Worker } from 'node:worker_threads'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'

export type Read =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'none' }
  | { readonly is: 'refused'; readonly why: string }

export type ReadPicture = (bytes: Buffer) => Promise<Read>

export const BYTES_MAX = 5_000_000
const PIXELS_MAX = 12_000_000
const TIME_MAX_MS = 2_000
/** Time to start a worker on a busy machine, which is not counted against the picture. */
const START_MAX_MS = 20_000

/** The formats of Telegram's photos and of pictures sent as files; no vectors, no animations. */
const KINDS: readonly (readonly [kind: string, magic: readonly number[]])[] = [
  ['jpg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]
]

/** Checks the header before anything is decompressed. */
function refuse(bytes: Buffer): string | undefined {
  if (bytes.length > BYTES_MAX) return '> 5 MB'
  const kind = KINDS.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))?.[0]
  if (kind === undefined) return 'JPEG, PNG'
  try {
    const { width, height, type } = imageSize(bytes)
    if (type !== kind) return 'JPEG, PNG'
    return width * height > PIXELS_MAX || Math.max(width, height) > 10_000 ? '> 12 MP' : undefined
  } catch {
    return 'JPEG, PNG'
  }
}

/** One at a time: a crowd of pictures waits, and uses no more memory than one. */
export function pictureReader(timeMaxMs = TIME_MAX_MS): ReadPicture {
  let last: Promise<unknown> = Promise.resolve()
  return async bytes => {
    const why = refuse(bytes)
    if (why !== undefined) return { is: 'refused', why }
    const mine = last.then(async () => inThread(bytes, timeMaxMs))
    last = mine
    return mine
  }
}

function inThread(bytes: Buffer, timeMaxMs: number): Promise<Read> {
  return new Promise(resolve => {
    const worker = new Worker(new URL(`worker${SOURCE_EXTENSION}`, import.meta.url), {
      workerData: new Uint8Array(bytes),
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
      env: {},
      stdout: true,
      stderr: true
    })
    const end = (read: Read): void => {
      clearTimeout(timer)
      void worker.terminate()
      resolve(read)
    }
    const late = (): void => end({ is: 'refused', why: '> 2 s' })
    let timer = setTimeout(late, START_MAX_MS)
    worker.on('message', (text: unknown) => {
      if (text === null) {
        clearTimeout(timer)
        timer = setTimeout(late, timeMaxMs)
        return
      }
      end(typeof text === 'string' && text !== '' ? { is: 'text', text } : { is: 'none' })
    })
    worker.once('error', () => end({ is: 'none' }))
    worker.once('exit', () => end({ is: 'none' }))
  })
}
