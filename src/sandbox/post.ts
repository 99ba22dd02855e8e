// Tells a program on this machine of something by a POST, in a few attempts: nobody relies on it.
import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 500

export type Notice = {
  readonly url: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  readonly tries: number
}

/** @param signal ends it, whatever it is at */
export async function post({ url, body, headers, tries }: Notice, signal: AbortSignal) {
  for (let left = tries; left > 0 && !signal.aborted; left -= 1) {
    const took = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      signal,
      redirect: 'error'
    }).then(
      ({ ok }) => ok,
      () => false
    )
    if (took) return
    await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined)
  }
}
