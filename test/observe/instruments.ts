import { test } from 'tap'
import { unhindered } from '../../src/core/step.ts'
import { instruments } from '../../src/observe/instruments.ts'

test('a step counts once, by whether it answered or threw, be it at once or later', async t => {
  const { registry, step } = instruments()
  const timed = step(unhindered)
  t.equal(await timed('payment.call', async () => Promise.resolve(7)), 7)
  const broken = new Error('broken')
  const later = timed('payment.call', async () => Promise.reject(broken))
  await t.rejects(later, broken)
  const atOnce = timed('payment.call', () => {
    throw broken
  })
  await t.rejects(atOnce, broken)
  const text = await registry.metrics()
  const count = (outcome: string) =>
    new RegExp(
      `^lapp_step_seconds_count\\{step="payment.call",outcome="${outcome}"\\} (\\d+)$`,
      'm'
    ).exec(text)?.[1]
  t.strictSame(
    { answered: count('answered'), threw: count('threw') },
    { answered: '1', threw: '2' }
  )
})
