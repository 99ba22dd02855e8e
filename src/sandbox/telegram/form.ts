// Parses a form with files, as clients of the Bot API send pictures (RFC 7578): each field JSON or
// text, and a file where `attach://` names it.
import type { FastifyRequest } from 'fastify'
import type { Json } from './wire.ts'

export type Upload = { readonly type: string; readonly bytes: Buffer }

type Part = { readonly name: string; readonly file: Upload | undefined; readonly text: string }

/** For a single client, the gateway's own; not hardened against strangers. */
export const readForm = ({ headers }: FastifyRequest, body: Buffer): Promise<Json> => {
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body.toString('latin1').split(`--${boundary}`).flatMap(partOf)
  const files = new Map(parts.flatMap(({ name, file }) => (file ? [[name, file]] : [])))
  const fields = parts
    .filter(({ file }) => file === undefined)
    .map(({ name, text }) => {
      const attached = /^attach:\/\/(.+)$/.exec(text)?.[1]
      return [name, attached === undefined ? parsed(text) : files.get(attached)] as const
    })
  return Promise.resolve(Object.fromEntries(fields))
}

function partOf(part: string): readonly Part[] {
  const end = part.indexOf('\r\n\r\n')
  const head = part.slice(0, end)
  const name = /name="?([^";\r\n]+)/.exec(head)?.[1]
  if (end === -1 || name === undefined) return []
  const bytes = Buffer.from(part.slice(end + 4).replace(/\r\n$/, ''), 'latin1')
  const filename = /filename="?([^";\r\n]+)/.exec(head)?.[1]
  // grammY sends the file's name, but not its type.
  const type = filename?.endsWith('.jpg') ? 'image/jpeg' : 'image/png'
  return [
    { name, file: filename === undefined ? undefined : { type, bytes }, text: bytes.toString() }
  ]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
