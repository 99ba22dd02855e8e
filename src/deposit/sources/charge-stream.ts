// lightning-charge's stream of payments (server-sent events): each names an invoice that is worth a
// look. What was missed while it was cut off is found by looking.
import { clock } from '../../core/clock.ts'
import { onAndOn } from '../../core/on-and-on.ts'
import { fieldsOf, textOf } from './ask.ts'

const AGAIN_MS = 3_000
/** One event is an invoice; what is longer is none. */
const LINE_MAX = 65_536

/** Until the signal aborts; a stream that ends is opened again. */
export async function listenTo(
  open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>,
  ring: (invoice: string) => void,
  signal: AbortSignal
): Promise<void> {
  await onAndOn(clock, signal, async () => {
    await follow(open, ring, signal).catch(() => undefined)
    return AGAIN_MS
  })
}

async function follow(
  open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>,
  ring: (invoice: string) => void,
  signal: AbortSignal
): Promise<void> {
  const text = new TextDecoder()
  let rest = ''
  for await (const bytes of await open(signal)) {
    const lines = (rest + text.decode(bytes, { stream: true })).split('\n')
    rest = (lines.pop() ?? '').slice(-LINE_MAX)
    for (const line of lines) {
      const invoice = line.startsWith('data:') ? invoiceIn(line.slice(5)) : undefined
      if (invoice !== undefined) ring(invoice)
    }
  }
}

function invoiceIn(data: string): string | undefined {
  try {
    return textOf(fieldsOf(JSON.parse(data))['id'])
  } catch {
    return undefined
  }
}
