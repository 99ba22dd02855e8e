import { test } from 'tap'
import { sourcesWatch } from '../../src/app/sources-watch.ts'

test('a source is asked hourly, and each minute while something should be fixed', async t => {
  let now = 0
  let asked = 0
  let found: readonly string[] = ['BTCPay Server cannot be asked']
  const logged: string[] = []
  const ask = async (): Promise<readonly string[]> => {
    asked++
    return Promise.resolve(found)
  }
  const log = { warn: (_: object, text: string) => void logged.push(text) }
  const { job, said } = sourcesWatch({ sourceWarnings: ask, waiting: { told: () => [] } }, log, {
    now: () => now
  })
  const minute = async (): Promise<void> => {
    now += job.everyMs
    await job.run()
  }
  await job.run()
  t.same(said(), found)
  await minute()
  t.same([asked, logged.length], [2, 1], 'what goes on is logged once')
  found = []
  await minute()
  t.same(said(), [], 'a minute after it was fixed, nobody is told any more')
  for (let n = 0; n < 59; n++) await minute()
  t.equal(asked, 3)
  await minute()
  t.equal(asked, 4)
})
