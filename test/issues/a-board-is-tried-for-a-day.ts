// A board that Telegram did not answer for was tried for a day, given up, taken for one whose
// process had died, and tried again: for ever, every few minutes.
import { test } from 'tap'
import { tips, type Tip } from '../../src/bot/store/tips.ts'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { query } from '../../src/db/query.ts'
import { books } from '../harness/books.ts'

const [GROUP, MESSAGE] = [-1001, 7]

test('a board that cannot be shown is given up after a day, and shows what comes later', async t => {
  const { em, sql } = await books(t)
  const store = tips((text, values = []) => query(em.fork(), text, values))
  const tip = (): Tip => ({
    transfer: newId(),
    chat: GROUP,
    message: MESSAGE,
    place: 'Group',
    tipper: 'Ann',
    amountMsat: msat(1_000),
    waits: false,
    language: 'en'
  })
  /** Tries, without an answer, and lets all its pauses pass. */
  const inVain = async (): Promise<unknown> => {
    await sql('delete from telegram_group')
    const next = await store.next(GROUP)
    if (typeof next === 'string') return next
    await store.later(GROUP, MESSAGE)
    await sql(`update telegram_board set busy_until = now() - interval '1 second'
      where busy_until > now()`)
    await store.revive()
    return 'tried'
  }
  await store.keep([tip()])
  t.equal(await inVain(), 'tried')
  t.equal(await inVain(), 'tried', 'again on the same day')
  await sql(`update telegram_board set dirty_at = now() - interval '25 hours'`)
  t.equal(await inVain(), 'tried', 'once more')
  t.equal(await inVain(), 'none')
  await store.keep([tip()])
  t.equal(await inVain(), 'tried', 'another tip is another day')
  t.equal(await inVain(), 'tried')
})
