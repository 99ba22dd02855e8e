// What deposits need of a node, in memory: invoices
// by label, payments in the order of their pay_index.
import { createHash, randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { msat, type Msat } from '../../../src/core/msat.ts'
import { type InvoiceState, type Lightning, type PaidInvoice } from '../../../src/lightning/port.ts'
import { NodeSilent } from '../../../src/lightning/errors.ts'

type Node = Pick<Lightning, 'invoice' | 'findInvoice' | 'waitAnyInvoice'>

type Asked = Parameters<Lightning['invoice']>[0]

export type MemoryNode = Node & {
  /** Everything that `invoice` was asked. */
  readonly asked: Asked[]
  /**
   * Somebody pays; what was asked for unless an amount
   * is named. Makes the invoice where others would have.
   */
  readonly pay: (label: string, amountMsat?: number) => PaidInvoice
  readonly expire: (label: string) => void
  /** The node has it no longer: its database is an older one, or it was cleaned. */
  readonly lose: (label: string) => void
  /** Does not answer until it is told to again. */
  readonly hush: (silent: boolean) => void
}

export function memoryNode(): MemoryNode {
  const invoices = new Map<string, InvoiceState>()
  const paid: PaidInvoice[] = []
  const asked: Asked[] = []
  const news = new EventEmitter().setMaxListeners(0)
  let silent = false

  const answer = (): void => {
    if (silent) throw new NodeSilent('the line broke')
  }

  function make(label: string, amountMsat: Msat | undefined, expirySeconds: number): InvoiceState {
    const made: InvoiceState = invoices.get(label) ?? {
      bolt11: `lnbcrt-${label}-${amountMsat ?? 'any'}`,
      paymentHash: createHash('sha256').update(randomBytes(32)).digest('hex'),
      expiresAt: Math.floor(Date.now() / 1000) + expirySeconds,
      warning: 'No channels with a peer',
      status: 'unpaid',
      payIndex: undefined,
      amountReceivedMsat: undefined
    }
    invoices.set(label, made)
    return made
  }

  return {
    asked,
    invoice: async request => {
      asked.push(request)
      answer()
      return make(request.label, request.amountMsat, request.expirySeconds)
    },
    findInvoice: async label => {
      answer()
      return invoices.get(label)
    },
    waitAnyInvoice: async (last, seconds, signal) => {
      answer()
      const next = (): PaidInvoice | undefined => paid.find(({ payIndex }) => payIndex > last)
      if (next() !== undefined || seconds === 0) return next()
      const over = AbortSignal.timeout(seconds * 1000)
      const ends = signal ? AbortSignal.any([signal, over]) : over
      await once(news, 'paid', { signal: ends }).catch(() => undefined)
      answer()
      return next()
    },
    pay: (label, amount = 1000) => {
      const { paymentHash } = make(label, undefined, 60)
      const payIndex = paid.length + 1
      const amountReceivedMsat = msat(amount)
      const one = { payIndex, label, paymentHash, amountReceivedMsat, paidAt: 1_900_000_000 }
      paid.push(one)
      invoices.set(label, {
        ...make(label, undefined, 60),
        status: 'paid',
        payIndex,
        amountReceivedMsat
      })
      news.emit('paid')
      return one
    },
    expire: label => void invoices.set(label, { ...make(label, undefined, 60), status: 'expired' }),
    lose: label => void invoices.delete(label),
    hush: value => {
      silent = value
      news.emit('paid')
    }
  }
}
