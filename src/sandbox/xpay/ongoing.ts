// xpay's pending payments: from the call until the last of its requests has ended, which may be
// long after its answer.
import { setImmediate as turn } from 'node:timers/promises'
import type { Network } from '../node/network.ts'

export type Ongoing = {
  /** Its private layer, as all see it in askrene-listlayers. */
  readonly layer: string
  readonly startedMs: number
  /** Something that goes on after the answer. */
  outlast(work: Promise<unknown>): void
  /** The call is answered. */
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
    await turn()
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

/** xpay answers listpays itself: what it has in hand is pending, whatever the rows say (xpay.c). */
export const attemptOngoing = (network: Network, paymentHash: string): boolean =>
  network.xpay.ongoing.values().some(hash => hash === paymentHash)
