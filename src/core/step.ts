// Every commit and every outside call has a name, so that tests
// can stop the process before it, after it, or do it twice.

export const STEPS = [
  'payment.decode',
  'payment.hold',
  'payment.look',
  'payment.sent',
  'payment.call',
  'payment.reply',
  'payment.evidence',
  'payment.end',
  'purchase.claim',
  'purchase.ask',
  'purchase.refusal',
  'purchase.deliver',
  'purchase.delivery',
  'deposit.open',
  'deposit.invoice',
  'deposit.pending',
  'deposit.wait',
  'deposit.credit',
  'transfer.move'
] as const
export type StepName = (typeof STEPS)[number]

export type Step = <T>(name: StepName, run: () => Promise<T>) => Promise<T>

export const unhindered: Step = (_name, run) => run()
