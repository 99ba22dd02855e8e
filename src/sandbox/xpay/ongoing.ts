// xpay's pending payments: from the call until the last of its requests has ended, which may be
// long after its response.
import type { Network } from '../node/network.ts'

export type Ongoing = {
  /** Its private layer, visible to all in askrene-listlayers. */
  readonly layer: string
  readonly startedMs: number
  /** Registers work that goes on after the response. */
  outlast(work: Promise<unknown>): void
  /** The call has returned. */
  end(): void
}

export function begin(network: Network, paymentHash: string): Ongoing {
  const { layers } = network.askrene
  const number = network.xpay.payments++
  const layer = layers.create(`xpay-${number}`, false)
  const works: Promise<unknown>[] = []
  network.xpay.ongoing.set(number, paymentHash)
  const cleanUp = async () => {
    await Promise.allSettled(works)
    await network.turn()
    layers.remove(layer)
    network.xpay.ongoing.delete(number)
  }
  return {
    layer: layer.name,
    startedMs: network.now(),
    outlast: work => void works.push(work),
    end: () => void cleanUp()
  }
}

/**
 * xpay handles listpays itself: a payment in progress is pending, whatever the rows say (xpay.c).
 */
export const attemptOngoing = (network: Network, paymentHash: string): boolean =>
  network.xpay.ongoing.values().some(hash => hash === paymentHash)
