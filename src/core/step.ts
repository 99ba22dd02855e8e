// Names every commit and every outside call, so that tests can stop the process before it, after
// it, or do it twice. Leases have no name: they save work, and no money depends on one.

export const STEPS = [
  'payment.lnurl',
  'payment.decode',
  'payment.hold',
  'payment.look',
  'payment.sent',
  'payment.call',
  'payment.reply',
  'payment.evidence',
  'payment.flush',
  'payment.fence',
  'payment.end',
  'purchase.price',
  'purchase.quote',
  'purchase.claim',
  'purchase.ask',
  'purchase.refusal',
  'purchase.deliver',
  'purchase.delivery',
  'approval.ask',
  'approval.decide',
  'approval.end',
  'deposit.open',
  'deposit.invoice',
  'deposit.pending',
  'deposit.wait',
  'deposit.credit',
  'deposit.find',
  'deposit.expire',
  'deposit.source',
  'deposit.look',
  'deposit.book',
  'transfer.move',
  'transfer.batch',
  'transfer.part',
  'transfer.refusal',
  'transfer.claim',
  'transfer.return',
  'sweep.page',
  'sweep.look',
  'sweep.rebuild',
  'sweep.book',
  'sweep.cursor',
  'operator.decision'
] as const
export type StepName = (typeof STEPS)[number]

export type Step = <T>(name: StepName, run: () => Promise<T>) => Promise<T>

export const unhindered: Step = (_name, run) => run()
