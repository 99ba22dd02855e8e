// Limits how many calls of one LApp run at once; others queue, and above a maximum they are
// rejected.

export type Gate = {
  /**
   * 'full' if too many wait already, 'gone' if the signal aborts first; call `leave` only after
   * 'in'.
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
    // The slot passes directly to the next in the queue, so `inside` stays the same.
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
