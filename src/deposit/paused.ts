// Pauses deposits that do not fund our channels once they exceed a share: users can pay out only
// what the channels can send, whatever others hold for us.
import type { EntityManager } from '@mikro-orm/postgresql'
import { HOUSE } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { Source } from './source.ts'

export type Deps = {
  readonly em: EntityManager
  /**
   * What our channels can send; undefined if the node does not answer, in which case nothing is
   * paused.
   */
  readonly outboundMsat: () => Promise<bigint | undefined>
  /** In thousandths of that. */
  readonly sharePermille: bigint
}

export const paused =
  ({ em, outboundMsat, sharePermille }: Deps) =>
  async (source: Source, amountMsat: Msat | undefined): Promise<boolean> => {
    if (source.fundsChannels) return false
    const outbound = await outboundMsat()
    if (outbound === undefined) return false
    return (await elsewhere(em)) + (amountMsat ?? 0n) > (outbound * sharePermille) / 1000n
  }

/** The balance that others hold for us: their house accounts are debited for what they received. */
export async function elsewhere(em: EntityManager): Promise<bigint> {
  const [row] = await query<{ sum: string }>(
    em,
    `select coalesce((select sum(amount_msat) from entry where debit_account = any(?::uuid[])), 0)
       - coalesce((select sum(amount_msat) from entry where credit_account = any(?::uuid[])), 0)
       as sum`,
    [OTHERS, OTHERS]
  )
  return BigInt(row?.sum ?? 0)
}

const OTHERS = `{${[HOUSE.btcpay, HOUSE.charge, HOUSE.onchain].join()}}`
