// Issue 13.5: that an LNURL service gives something for the payment was said only afterwards.
import { test } from 'tap'
import { house } from '../bot/harness/gateway.ts'
import { invoice } from '../e2e/harness/money.ts'
import { payRequest, service } from '../payment/fixtures/lnurl-service.ts'

const TICKET = { tag: 'url', description: 'Seat 12', url: 'https://tickets.example/12' }

test('what an address gives for a payment is said before, and given after it', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const [ann, dora] = [person(71, 'Ann'), person(72, 'Dora', 'dora', 'de')]
  await fund(ann, 1_000_000)
  await fund(dora, 1_000_000)
  const selling = async (successAction: object): Promise<string> => {
    const pr = await invoice(gateway, 20_000)
    const { host } = await service(t, (url, origin) =>
      url.pathname === '/callback' ? { pr, routes: [], successAction } : payRequest(origin)
    )
    return `alice@${host}`
  }

  await t.test('a link, by where it leads', async () => {
    ann.says(`/pay ${await selling(TICKET)} 20`)
    const asked = await tg.sees(
      71,
      /^Pay 20 sat\?[^]*Once it is paid, you get a link to tickets\.example\./
    )
    t.notMatch(asked.text, /Seat 12|tickets\.example\/12/, 'not what is paid for')
    ann.presses(asked, /Pay 20 sat/)
    const paid = await tg.sees(71, /Paid 20 sat[^]*“Seat 12” at tickets\.example: https:/)
    t.match(paid.text, TICKET.url)
  })

  await t.test('a message, in German', async () => {
    dora.says(`/pay ${await selling({ tag: 'message', message: 'Platz 12' })} 20`)
    const asked = await tg.sees(72, /^20 sat bezahlen\?[^]*Nach der Zahlung bekommst du eine Nach/)
    dora.presses(asked, /20 sat/)
    await tg.sees(72, /bezahlt[^]*Platz 12/i)
  })

  await t.test(
    'nothing where nothing was promised, and a promise that cannot be kept',
    async () => {
      ann.says(`/pay ${await selling({})} 20`)
      const asked = await tg.sees(71, /^Pay 20 sat\?[^]*alice@/)
      t.notMatch(asked.text, /Once it is paid/)
      ann.says(`/pay ${await selling({ tag: 'dance' })} 20`)
      await tg.sees(71, /cannot pay this. The service does not answer as it should/)
    }
  )
})
