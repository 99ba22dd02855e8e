import { test } from 'tap'
import { cli } from '../e2e/harness/cli.ts'
import { GROUP } from './harness/gateway.ts'
import { replicas } from './harness/replicas.ts'

test('three gateways on one database are one bot', { timeout: 300_000 }, async t => {
  const { tg, all, deliver, flood, person, gateway } = await replicas(t, 3)
  const crowd = Array.from({ length: 6 }, (_, n) => person(200 + n, `P${n}`))
  const star = person(300, 'Star')
  const next = async (to: number): Promise<void> => {
    for (const update of tg.queue.splice(0)) await deliver(update, to)
  }
  await t.test('each update twenty times, in any order, has one effect', async t => {
    for (const one of [...crowd, star]) one.says('/start')
    await flood(20)
    for (const one of [...crowd, star]) await tg.sees(one.id, /Welcome/)
    for (const { id } of crowd) {
      const wish = { to: `telegram:${id}`, amount_msat: 1_000_000 }
      t.match(await gateway.ask('POST', '/v1/transfers', wish), { body: { status: 'settled' } })
    }
    const { message } = star.says('look', GROUP)
    for (let n = 0; n < 4; n++)
      for (const one of crowd) one.says('/tip 10 thanks', GROUP, { reply: message })
    await flood(20)
    await tg.sees(GROUP, /🏅 240 sat \(24 tips from P\d, P\d, P\d and others\)/)
    t.equal(tg.shown.filter(m => m.chat === GROUP).length, 1, 'one message for all of them')
    for (const one of crowd) one.says('/balance')
    star.says('/balance')
    await flood(20)
    for (const { id } of crowd) await tg.sees(id, /balance: 960 sat/)
    await tg.sees(300, /balance: 240 sat/)
    const answers = tg.shown.filter(m => /Welcome|balance:/.test(m.text))
    t.equal(answers.length, 14, 'and each answer came once')
  })

  await t.test('in order for a person, whichever gateway hears what', async t => {
    const [ann] = crowd
    for (let n = 0; n < 5; n++) {
      for (const text of ['/buy lnsms', '+19876543210', `message ${n}`]) ann?.says(text)
      for (const [to, update] of tg.queue.splice(0).entries()) await deliver(update, n + to)
      const seen = await tg.sees(200, new RegExp(`Text: message ${n}|message ${n}[^]*Price`))
      ann?.presses(seen, /Cancel/)
      await next(n)
    }
    t.notOk(tg.shown.some(m => /not sure which amount/.test(m.text)))
  })

  await t.test('in order for a group: what was just received can be passed on', async () => {
    const posts = crowd.map(one => one.says('here', GROUP).message)
    await next(0)
    // All that each has and all that just came: first up the row, then down again.
    const steps = [0, 1, 2, 3, 4].map(n => [n, n + 1, 960 * (n + 1)] as const)
    const back = [5, 4, 3, 2, 1].map(n => [n, n - 1, 5_760] as const)
    for (const [from, to, sats] of [...steps, ...back]) {
      const [giver, reply] = [crowd[from], posts[to]]
      if (reply) giver?.says(`/tip ${sats}`, GROUP, { reply })
      await next(from)
    }
    crowd[0]?.says('/balance')
    await next(1)
    await tg.sees(200, /balance: 5,760 sat/)
  })

  await t.test('what a gateway had when it was killed, another does', async () => {
    const { message } = star.says('once more', GROUP)
    for (let n = 0; n < 6; n++) crowd[0]?.says('/tip 1', GROUP, { reply: message })
    await Promise.all(tg.queue.splice(0).map(async update => deliver(update, 1)))
    all[1]?.child.kill('SIGKILL')
    await tg.sees(GROUP, /🏅 6 sat \(6 tips from P0\)/)
  })
  t.equal((await cli(gateway, 'audit')).code, 0)
})
