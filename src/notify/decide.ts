// Decides from a webhook's response whether to retry, and whether to disable it. Pure.

export type Answer =
  | { readonly is: 'answered'; readonly status: number; readonly retryAfterMs: number | undefined }
  /** No complete response in time, or none at all. */
  | { readonly is: 'silence'; readonly why: string }

export type Verdict =
  | { readonly is: 'delivered' }
  | { readonly is: 'again'; readonly afterMs: number; readonly why: string }
  | { readonly is: 'given_up'; readonly why: string }
  /** 410: the receiver wants no more events. */
  | { readonly is: 'gone'; readonly why: string }

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** As Standard Webhooks proposes: for three days, after ever longer pauses. */
const PAUSES_MS = [
  ...[5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR],
  ...[10 * HOUR, 14 * HOUR, 20 * HOUR, 20 * HOUR]
] as const
export const TRIED_FOR_MS = 72 * HOUR

/** @param tries including this one */
export function judge(answer: Answer, tries: number, sinceMs: number): Verdict {
  const { why, least } = read(answer)
  if (why === undefined) return { is: 'delivered' }
  if (answer.is === 'answered' && answer.status === 410) return { is: 'gone', why }
  const pause = PAUSES_MS[tries - 1]
  if (pause === undefined || sinceMs >= TRIED_FOR_MS) return { is: 'given_up', why }
  // The last try still falls within the three days.
  const left = Math.max(TRIED_FOR_MS - sinceMs, 0)
  return { is: 'again', afterMs: Math.min(Math.max(pause, least), left), why }
}

/** Anything but 2xx is a failure; a redirect is not followed (it may point anywhere). */
function read(answer: Answer): { readonly why: string | undefined; readonly least: number } {
  switch (answer.is) {
    case 'silence':
      return { why: answer.why, least: 0 }
    case 'answered': {
      const taken = answer.status >= 200 && answer.status < 300
      return {
        why: taken ? undefined : `it answered ${answer.status}`,
        least: Math.min(answer.retryAfterMs ?? 0, 12 * HOUR)
      }
    }
    default:
      return answer satisfies never
  }
}
