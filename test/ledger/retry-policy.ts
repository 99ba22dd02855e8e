import { test } from 'tap'
import { retryPolicy, sqlState, violatedConstraint } from '../../src/ledger/retry-policy.ts'
import { pruneBatches } from '../../src/ledger/prune.ts'
import { books } from './harness/books.ts'

test('what passes is tried again, what is somebody’s fault is looked for', async t => {
  for (const [code, tries, then] of [
    [undefined, 1000, 'again'],
    ['57P01', 1000, 'again'],
    ['08006', 1000, 'again'],
    ['25006', 1000, 'again'],
    ['40001', 1, 'again'],
    ['40P01', 11, 'again'],
    ['40P01', 12, 'give_up'],
    ['55P03', 12, 'give_up'],
    ['53100', 12, 'give_up'],
    ['23505', 1, 'split'],
    ['22021', 1, 'split'],
    ['P0001', 1, 'split']
  ] as const)
    t.equal(retryPolicy(code, tries), then, `${code ?? 'no connection'} at try ${tries}`)
})

test('only a constraint with a name becomes a refusal', async t => {
  t.equal(violatedConstraint({ code: '23505', constraint: 'entry_pkey' }), 'entry_pkey')
  t.equal(violatedConstraint({ code: '23502' }), undefined)
  t.equal(violatedConstraint({ code: '22021', constraint: 'x' }), undefined)
  t.equal(sqlState({ code: 'ECONNRESET' }), undefined)
  t.equal(sqlState(undefined), undefined)
})

test('batches are kept for a day', async t => {
  const b = await books(t)
  await b.ask(`insert into batch (id, created_at) values
    (gen_random_uuid(), now() - interval '25 hours'), (gen_random_uuid(), now() - interval '23 hours')`)
  await pruneBatches(b.em)
  t.strictSame(await b.ask('select count(*) from batch'), [['1']])
})
