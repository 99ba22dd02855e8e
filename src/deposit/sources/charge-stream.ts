// Reads lightning-charge's payment stream (server-sent events): each event names an invoice worth a
// look. Events missed while disconnected are made up for by polling.
import { clock } from '../../core/clock.ts'
import { jsonIn } from '../../core/json-in.ts'
import { pollingLoop } from '../../core/polling-loop.ts'
import { fieldsOf, textOf } from './ask.ts'

const AGAIN_MS = 3_000
/** One event is an invoice; anything longer is not. */
const LINE_MAX = 65_536

/** Until the signal aborts; reconnects when the stream ends. */
export async function listenTo(
  open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>,
  ring: (invoice: string) => void,
  signal: AbortSignal
): Promise<void> {
  await pollingLoop(clock, signal, async () => {
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

const invoiceIn = (data: string): string | undefined => textOf(fieldsOf(jsonIn(data))['id'])
