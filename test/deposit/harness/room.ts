// The room with our node as its only source, for tests of what comes in over Lightning.
import { unhindered } from '../../../src/core/step.ts'
import { deposits as room, type Deposits } from '../../../src/deposit/deposits.ts'
import type { Deps } from '../../../src/deposit/open.ts'
import { lightning } from '../../../src/deposit/sources/lightning.ts'
import type { Lightning } from '../../../src/lightning/port.ts'

export const deposits = ({
  node,
  ...means
}: Pick<Deps, 'em' | 'commit' | 'now'> & {
  readonly node: Pick<Lightning, 'invoice'>
}): Deposits =>
  room({ ...means, step: unhindered, sources: [lightning(node)], isPaused: async () => false })
