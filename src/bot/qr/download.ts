// Downloads a picture from Telegram without trusting its declared size: counts bytes while they
// arrive, and aborts a slow download.
import { GrammyError, type Api } from 'grammy'
import type { File } from 'grammy/types'
import { BYTES_MAX } from './read.ts'

export type Download = (fileId: string) => Promise<{ bytes: Buffer } | { refused: string }>

const PATIENCE_MS = 10_000

export const downloading =
  (api: Api, token: string, root = 'https://api.telegram.org'): Download =>
  async id => {
    const { file_path: path, file_size: size = 0 } = await api.getFile(id).catch(unlessGone)
    if (size > BYTES_MAX) return { refused: '> 5 MB' }
    if (path === undefined) return { refused: 'Telegram' }
    // An error of fetch may contain the URL, and with it the token: it is not passed on.
    try {
      const answer = await fetch(`${root}/file/bot${token}/${path}`, {
        signal: AbortSignal.timeout(PATIENCE_MS)
      })
      return answer.ok && answer.body ? await counted(answer.body) : { refused: 'Telegram' }
    } catch {
      return { refused: '> 10 s' }
    }
  }

/** It is too big for bots, or no longer there: asking again changes nothing. */
function unlessGone(error: unknown): Partial<File> {
  if (error instanceof GrammyError && error.error_code === 400) return {}
  throw error
}

async function counted(body: AsyncIterable<Uint8Array>): ReturnType<Download> {
  const chunks: Uint8Array[] = []
  let seen = 0
  for await (const chunk of body) {
    seen += chunk.length
    if (seen > BYTES_MAX) return { refused: '> 5 MB' }
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks) }
}
