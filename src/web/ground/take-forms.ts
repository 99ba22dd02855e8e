// Parses submitted forms.
import { Busboy } from '@fastify/busboy'
import { once } from 'node:events'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Fields of a form, each once; repeats of a name are ignored. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 65_536 },
    (_request, body, done) => {
      const fields: Record<string, string> = Object.create(null) as Record<string, string>
      for (const [name, value] of new URLSearchParams(String(body))) fields[name] ??= value
      done(null, fields)
    }
  )
}

/** Limit for a picture and its fields: the QR reader accepts five million bytes. */
const PICTURE_FORM_MAX = 5_100_000
const LIMITS = { fields: 20, files: 1, parts: 21, fieldSize: 65_536, headerPairs: 10 }

/** Accepts forms with a picture: only where this is called. */
export function takePictures(app: FastifyInstance): void {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: PICTURE_FORM_MAX },
    // An incomplete form has no fields, so no token either.
    async (request: FastifyRequest, body: Buffer) => read(request, body).catch(() => ({}))
  )
}

type Fields = Partial<Record<string, string | Buffer>>

async function read({ headers }: FastifyRequest, body: Buffer): Promise<Fields> {
  const fields = Object.create(null) as Fields
  const form = new Busboy({
    headers: { 'content-type': headers['content-type'] ?? '' },
    limits: LIMITS,
    isPartAFile: name => name === 'picture'
  })
  form.on('field', (name, value) => (fields[name] ??= value))
  form.on('file', (name, stream) => {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => (fields[name] ??= Buffer.concat(parts)))
  })
  const ends = once(form, 'finish')
  form.end(body)
  await ends
  return fields
}
