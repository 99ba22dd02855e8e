// Two owners with a hundred sub-accounts each: one whose keys have budgets and who listens to what
// happens, and one without either.
import type { Ground, Person } from '../ground.ts'

export type Device = { readonly account: string; readonly key: string; readonly keyId: string }

export type Side = { readonly owner: Person; readonly devices: readonly Device[] }

/** Never reached: it is counted all the same, with every payment. */
const BUDGET = { amount_msat: 1_000_000_000_000, period: 'day' } as const
const FUNDS_MSAT = 1_000_000_000

export async function openSide(
  on: Ground,
  owner: Person,
  { count, hasBudgets }: { readonly count: number; readonly hasBudgets: boolean }
): Promise<Side> {
  const devices: Device[] = []
  for (let n = 0; n < count; n++) {
    const { id } = await post(on, owner.key, '/v1/accounts', { name: `device ${n}` })
    const account = String(id)
    const scopes = ['account:read', 'transfers:write']
    const wish = { name: 'k', account, scopes, ...(hasBudgets && { budget: BUDGET }) }
    const key = await post(on, owner.key, '/v1/api-keys', wish)
    devices.push({ account, key: String(key['key']), keyId: String(key['id']) })
  }
  const transfers = devices.map(({ account: to }) => ({ to, amount_msat: FUNDS_MSAT }))
  await post(on, owner.key, '/v1/transfers/batch', { transfers })
  return { owner, devices }
}

/** What their budgets have counted. */
export async function usedMsat(on: Ground, { owner, devices }: Side): Promise<number> {
  let sum = 0
  for (const { keyId } of devices) {
    const key = await ask(on, owner.key, `/v1/api-keys/${keyId}`)
    sum += (key['budget'] as { readonly used_msat: number } | null)?.used_msat ?? 0
  }
  return sum
}

const post = async (on: Ground, key: string, path: string, body: object) =>
  ask(on, key, path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  })

async function ask(on: Ground, key: string, path: string, init: RequestInit = {}) {
  const headers = { ...(init.headers as object), authorization: `Bearer ${key}` }
  const answer = await fetch(`http://127.0.0.1:${on.port}${path}`, { ...init, headers })
  const body = (await answer.json()) as Readonly<Record<string, unknown>>
  if (!answer.ok) throw new Error(`${path} was refused: ${JSON.stringify(body)}`)
  return body
}
