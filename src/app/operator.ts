// Wires the operator's page: its reads and the freeze switch, each to its room.
import packageJson from '../../package.json' with { type: 'json' }
import type { EntityManager } from '@mikro-orm/postgresql'
import { elsewhere } from '../deposit/paused.ts'
import { audit } from '../ledger/audit.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Lightning, NodeInfo } from '../lightning/port.ts'
import { failingWebhooks } from '../notify/failing.ts'
import { holdsByAge } from '../observe/holds.ts'
import type { Solvency } from '../observe/solvency.ts'
import { outgoingNow, setFrozen } from '../operate/freeze.ts'
import { newestOperations } from '../operate/operations.ts'
import { evidenceOf, lookAtNode } from '../operate/resolve-payment.ts'
import { suspended } from '../operate/suspense.ts'
import { paymentRows } from '../payment/rows.ts'
import type { OperatorRooms } from '../web/operator/rooms.ts'

export type Operated = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly node: Lightning
  readonly info: NodeInfo
  readonly stand: () => Promise<Solvency>
  readonly ready: OperatorRooms['ready']
}

export function operatorRooms(deps: Operated): OperatorRooms {
  const { em, commit, node, info } = deps
  const rows = paymentRows(em)
  return {
    standing: deps.stand,
    ready: deps.ready,
    versions: {
      'LApp Gateway': packageJson.version,
      'Core Lightning': info.version,
      'Node.js': process.version
    },
    elsewhereMsat: async () => elsewhere(em),
    holds: async () => holdsByAge(em),
    stuck: async () => rows.newest({ stuck: true, unfinished: true }),
    payment: async id => rows.find(id),
    atNode: async row => evidenceOf(row.paymentHash, await lookAtNode(row, { rows, node })),
    suspended: async () => suspended(em),
    failing: async () => failingWebhooks(em),
    operations: async () => newestOperations(em),
    audit: async () => audit(em),
    outgoing: async () => outgoingNow(em),
    setFrozen: async (frozen, word) => setFrozen(frozen, word, { em, commit })
  }
}
