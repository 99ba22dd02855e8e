// Ann, who owns the account in the make-believe Telegram and is asked what a key may not spend.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from '../../../src/core/ids.ts'
import { PEOPLE } from '../../../src/sandbox/telegram/people.ts'
import { act, invoice } from './acts.ts'
import type { Drive } from './drives.ts'
import type { Lane } from './lane.ts'

const ann = { as: 'ann', place: 'private', language: 'en' } as const

/** Ann has the account, and has spoken with its bot. */
export async function hear({ sql, world, account }: Lane): Promise<void> {
  const known = await sql(
    `insert into identity (kind, external_id, account) values ('telegram', $1, $2)
     on conflict do nothing returning account`,
    [String(PEOPLE.ann.id), parse('acc', account)]
  )
  if (known.length > 0) await world('POST', '/telegram/say', { ...ann, text: '/start' })
}

export const askAnn: Drive = {
  layOut: hear,
  ask: async (lane, g, step) => {
    const destination = await invoice(lane, randomInt(1_000, 90_000))
    await act(lane, g, step, { kind: 'payments', body: { destination }, key: lane.asking })
  }
}

/** She says yes to whatever she is asked. */
export const approve: Drive = {
  ...askAnn,
  ask: async (lane, g, step) => {
    await askAnn.ask?.(lane, g, step)
    const over = new AbortController()
    const waiting = setTimeout(() => over.abort(), ANN_READS_MS)
    while (!over.signal.aborted && !(await pressYes(lane))) await sleep(100)
    clearTimeout(waiting)
  }
}
const ANN_READS_MS = 10_000

type Shown = {
  readonly message_id: number
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { text: string }[])[] }
}

async function pressYes({ world }: Lane): Promise<boolean> {
  const { messages } = await world('GET', `/telegram?${new URLSearchParams(ann).toString()}`)
  const asked = (messages as readonly Shown[]).filter(({ reply_markup: buttons }) =>
    buttons?.inline_keyboard[0]?.some(({ text }) => text.includes('Approve'))
  )
  for (const { message_id: message } of asked)
    await world('POST', '/telegram/press', { ...ann, message, row: 0, column: 1 })
  return asked.length > 0
}

/** Nobody says anything. */
export const lapse: Drive = {
  layOut: async lane => {
    const rows = await lane.sql(`update approval set expires_at = now() where id =
      (select id from approval where state = 'waiting' limit 1) returning id`)
    assert(rows.length > 0, 'something waits for Ann')
  }
}
