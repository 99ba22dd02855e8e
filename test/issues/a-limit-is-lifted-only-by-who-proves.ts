// Above an amount they want to sign in once more before it is spent: whoever sits down at the open
// browser does not lift that amount without it.
import { test } from 'tap'
import { msat, type Msat } from '../../src/core/msat.ts'
import type { Id } from '../../src/core/ids.ts'
import { NOW } from '../http/fixtures/gateway.ts'
import { inMemory, SESSION } from '../web/harness/in-memory.ts'

const HOUR_MS = 3_600_000

async function opened(
  t: Parameters<typeof inMemory>[0],
  agoMs: number,
  scopes = SESSION.caller.scopes
) {
  const set: (Msat | undefined)[] = []
  const session = {
    ...SESSION,
    provedAt: new Date(NOW.getTime() - agoMs),
    caller: { ...SESSION.caller, scopes }
  }
  const signIns = {
    offer: async () => Promise.resolve(''),
    take: async () => Promise.resolve(undefined),
    first: async () => Promise.resolve(true),
    askAbove: async () => Promise.resolve(msat(5_000_000)),
    setAskAbove: async (_account: Id, amount: Msat | undefined) => {
      set.push(amount)
      return Promise.resolve()
    },
    prune: async () => Promise.resolve()
  }
  const { url, headers, csrf } = await inMemory(t, { session: () => session, changes: { signIns } })
  const send = async (limit: string) => {
    const answer = await fetch(`${url}/sessions/limit`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf, limit }).toString()
    })
    return answer.headers.get('location') ?? String(answer.status)
  }
  return { send, set }
}

test('who signed in an hour ago is asked to do so before the limit is lifted', async t => {
  const { send, set } = await opened(t, HOUR_MS)
  for (const limit of ['', '5001', '9999999999999'])
    t.match(await send(limit), /\/sign-in\?why=limit/, `to ${limit}`)
  t.same(set, [], 'it stands')
  t.match(await send('4999'), /saved/, 'lower is always good')
  t.same(set, [4_999_000n])
})

test('who has just signed in may lift it', async t => {
  const { send, set } = await opened(t, 1_000)
  t.match(await send(''), /saved/)
  t.same(set, [undefined])
})
