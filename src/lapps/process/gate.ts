// How many calls of one LApp run at once; the others wait
// their turn, and above a number of those nobody waits.

export type Gate = {
  /**
   * 'full' where too many wait already, 'gone' where the
   * signal aborts first; only after 'in' must one leave.
   */
  enter(signal: AbortSignal): Promise<'in' | 'full' | 'gone'>
  leave(): void
}

export function openGate(width: number, queueMax: number): Gate {
  let inside = 0
  const queue = new Set<() => void>()
  return {
    enter(signal) {
      if (signal.aborted) return Promise.resolve('gone')
      if (inside < width) {
        inside += 1
        return Promise.resolve('in')
      }
      if (queue.size >= queueMax) return Promise.resolve('full')
      return new Promise(resolve => {
        const gone = (): void => {
          queue.delete(turn)
          resolve('gone')
        }
        const turn = (): void => {
          signal.removeEventListener('abort', gone)
          resolve('in')
        }
        signal.addEventListener('abort', gone, { once: true })
        queue.add(turn)
      })
    },
    // The place goes straight to the next in line, so `inside` stays as it is.
    leave() {
      const [next] = queue
      if (next === undefined) inside -= 1
      else {
        queue.delete(next)
        next()
      }
    }
  }
}
