import { test } from 'tap'
import { failureReason, reasonFor } from '../../src/lightning/reasons.ts'

test('what xpay says becomes a reason that a person understands', async t => {
  const table = [
    [203, "Destination said it doesn't know invoice", 'refused_by_payee'],
    [204, '', 'refused_by_payee'],
    [205, 'Failed: We could not find a usable set of paths.', 'no_route'],
    [206, 'Failed: Could not find route without excessive cost', 'fee_too_high'],
    [207, 'Invoice expired 1 seconds ago', 'expired'],
    [209, 'Timed out after after 17 attempts. Payment of 4000msat reached', 'timed_out'],
    [209, 'Timed out waiting for blockheight 255. ', 'timed_out'],
    [209, 'Failed after 1 attempts. Unexpected error (temporary_node_failure)', 'no_route'],
    [209, 'Could not create payment onion: path too long!', 'node_error'],
    [210, 'Ran out of routes to try after 3 attempts', 'no_route'],
    [210, 'Route wanted a fee that is too expensive', 'fee_too_high'],
    [215, '', 'no_route'],
    [216, '', 'no_route'],
    [219, 'Already paid this invoice successfully', 'node_error'],
    [-3, 'Unexpected injectpaymentonion error 200', 'node_error'],
    [-32602, 'amount_msat required', 'node_error']
  ] as const
  for (const [code, message, reason] of table)
    t.equal(reasonFor(code, message), reason, `${code} ${message}`)
})

test('what the node says of its channels is not told to whoever pays', t => {
  // Recorded from v26.06.6.
  const message =
    'Failed: We could not find a usable set of paths. The shortest path is 112x2x0->112x1x0, ' +
    'but 112x2x0/0 layer auto.localchans says max is 1264407889msat'
  const { code, detail } = failureReason({ is: 'refused', code: 205, message })
  t.equal(code, 'no_route')
  t.notMatch(detail, /[0-9]/)
  t.end()
})

test('a failure whose answer nobody read has a reason too', t => {
  for (const reply of [undefined, { is: 'lost', why: 'cut' }, { is: 'unsent', why: 'no' }] as const)
    t.match(failureReason(reply), { code: 'node_error', detail: /./ })
  t.end()
})
