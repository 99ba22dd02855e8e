// What a conclusion may rest on: the call without its error
// code, and what the node showed each time it was asked.
import type { Outcome } from '../core/outcome.ts'
import type { Call, Evidence } from '../lightning/evidence.ts'
import type { PayReply } from '../lightning/port.ts'

export type Conclude = (evidence: Evidence) => Outcome

/** No code may decide anything (safe-payer.md 3.4), so none goes on from here. */
export function callOf(reply: PayReply, atMs: number): Call {
  switch (reply.is) {
    case 'success':
    case 'unsent':
    case 'silent':
      return reply
    case 'refused':
      return { is: 'refused', atMs }
    default:
      return reply satisfies never
  }
}
