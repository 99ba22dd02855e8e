// Provisions the sandbox for a newcomer: a funded account and two keys, created once and written to
// DATA_DIR/sandbox.json.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Keys } from '../account/keys.ts'
import { SCOPES } from '../account/scopes.ts'
import type { Accounts } from '../account/accounts.ts'
import { clock } from '../core/clock.ts'
import { parse, showId } from '../core/ids.ts'
import { keyOf } from '../core/idempotency.ts'
import { SAT, msat } from '../core/msat.ts'
import type { Deposits } from '../deposit/deposits.ts'

export type Provision = {
  readonly url: string
  readonly api_key: string
  readonly account_id: string
  readonly admin_key: string
  readonly database_url: string
  readonly lightning_rpc: string
}

type Rooms = {
  readonly accounts: Accounts
  readonly keys: Keys
  readonly deposits: Deposits
  /** Pays an invoice from the simulated outside wallet. */
  readonly pay: (bolt11: string) => Promise<void>
}

const PATIENCE_MS = 20_000
const PACE_MS = 20
const FUNDS = msat(1_000_000n * SAT)

/** Keys of an earlier start are reused as long as their account exists. */
export async function provision(
  dir: string,
  reach: Pick<Provision, 'url' | 'database_url' | 'lightning_rpc'>,
  rooms: Rooms
): Promise<Provision> {
  const before = await readProvision(dir)
  const made =
    before !== undefined && (await isKnown(before, rooms))
      ? { ...before, ...reach }
      : await make(reach, rooms)
  await writeWhole(join(dir, 'sandbox.json'), made)
  await fund(made, rooms)
  return made
}

export async function readProvision(dir: string): Promise<Provision | undefined> {
  const text = await readFile(join(dir, 'sandbox.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Provision)
}

/** Replaced atomically: a reader sees the old file or the new one, never half of one. */
export async function writeWhole(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function isKnown(provision: Provision, { keys }: Rooms): Promise<boolean> {
  const callers = await Promise.all([
    keys.authenticate(provision.api_key),
    keys.authenticate(provision.admin_key)
  ])
  return callers.every(caller => caller !== undefined)
}

async function make(
  reach: Pick<Provision, 'url' | 'database_url' | 'lightning_rpc'>,
  { accounts, keys }: Rooms
): Promise<Provision> {
  const account = (await accounts.open({ name: 'sandbox', parent: undefined })).id
  const scopes = SCOPES.filter(scope => scope !== 'admin')
  const api = await keys.create({ account, name: 'sandbox', scopes })
  const admin = await keys.create({ account, name: 'sandbox admin', scopes: SCOPES })
  return {
    ...reach,
    api_key: api.secret,
    account_id: showId('acc', account),
    admin_key: admin.secret
  }
}

/**
 * An ordinary deposit with its own idempotency key: however often a start is interrupted, it is
 * opened and paid once.
 */
async function fund({ account_id }: Provision, { deposits, pay }: Rooms): Promise<void> {
  const account = parse('acc', account_id)
  if (account === undefined) return
  const key = keyOf(account, 'sandbox-funds', { method: 'POST', path: '/', body: null })
  const { deposit } = await deposits.open({
    account,
    key,
    amountMsat: FUNDS,
    memo: 'a start in the sandbox',
    expiresInSeconds: 604_800
  })
  if (deposit.status !== 'pending' || deposit.bolt11 === null) return
  await pay(deposit.bolt11)
  // Whoever reads the balance once we are ready must find the funds there.
  const isIn = async (): Promise<boolean> =>
    (await deposits.find(account, deposit.id))?.status === 'settled'
  for (let left = PATIENCE_MS; left > 0 && !(await isIn()); left -= PACE_MS)
    await clock.sleep(PACE_MS)
}
