import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { keyFor, type Me } from '../../src/bot/parts.ts'

test('a wish that comes again after its person was linked to another account is a repeat', async t => {
  const me = { id: 7, requestKey: '1:2:3', account: newId() } as Me
  const first = keyFor(me, 'transfers', { to: 'x' })
  t.same(keyFor({ ...me, account: newId() }, 'transfers', { to: 'x' }), first)
  t.not(keyFor({ ...me, id: 8 }, 'transfers', { to: 'x' }).key, first.key, 'nobody has it but they')
  t.not(keyFor({ ...me, requestKey: '1:2:4' }, 'transfers', { to: 'x' }).key, first.key)
})
