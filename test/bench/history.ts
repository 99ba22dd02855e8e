// Many past transfers, made through the committer as any other, so that the chains are whole.
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Ground } from './ground.ts'

const AT_ONCE = 2_000

export async function makeHistory({ people, commit }: Ground, count: number): Promise<void> {
  for (let made = 0; made < count; made += AT_ONCE) {
    const units = Array.from({ length: Math.min(AT_ONCE, count - made) }, (_, i) => {
      const from = people[(made + i) % people.length]?.id ?? newId()
      const to = people[(made + i * 7 + 1) % people.length]?.id ?? newId()
      return unit(from, to === from ? (people[0]?.id ?? to) : to)
    })
    await Promise.all(units.filter(u => u.entries[0]?.debit !== u.entries[0]?.credit).map(commit))
  }
}

function unit(from: ReturnType<typeof newId>, to: ReturnType<typeof newId>) {
  const id = newId()
  const amountMsat = msat(1)
  const set = {
    from_account: from,
    to_account: to,
    state: 'settled',
    amount_msat: amountMsat,
    created_at: 'now'
  }
  return {
    entries: [
      { id: newId(), debit: from, credit: to, amountMsat, kind: 'transfer' as const, subject: id }
    ],
    guards: [{ table: 'transfer' as const, id, from: null, set }],
    claims: [
      {
        is: 'idempotency' as const,
        key: newId(),
        fingerprint: newId(),
        account: from,
        resource: id
      }
    ]
  }
}
