// C9: bad invoices from a service are never paid: the LApp may pass them on, the host refuses them.
import type { Finding } from './finding.ts'
import { invoiceCheckOf, sells } from './accepted.ts'
import type { Exchange, Fixture } from './fixture.ts'
import { forge } from './forge.ts'
import { play } from './play.ts'
import type { Subject } from './subject.ts'

/** That a payment hash is paid only once is guaranteed by the ledger; `test/payment` covers it. */
export async function checkForgery(subject: Subject): Promise<Finding> {
  const problems: string[] = []
  for (const fixture of subject.fixtures.filter(sells)) {
    const { invoice } = await play(subject, fixture)
    if (invoice?.is !== 'ok') continue
    const genuine = invoice.value.bolt11
    const price = BigInt(fixture.expect.invoice?.msat ?? 1)
    for (const { what, bolt11 } of forge(fixture.network, price, new Date(fixture.now))) {
      const played = await play(subject, replaced(fixture, genuine, bolt11))
      if (played.invoice?.is !== 'ok') continue
      const verdict = invoiceCheckOf(subject, fixture, played.invoice.value.bolt11)
      if (verdict.is === 'payable') problems.push(`${fixture.name}: an invoice ${what} is paid`)
    }
  }
  return problems
}

function replaced(fixture: Fixture, genuine: string, forged: string): Fixture {
  const exchanges = JSON.stringify(fixture.exchanges)
    .replaceAll(genuine, forged)
    .replaceAll(genuine.toUpperCase(), forged.toUpperCase())
  const { invoice } = fixture.expect
  return {
    ...fixture,
    exchanges: JSON.parse(exchanges) as Exchange[],
    // Deliveries are not checked here.
    expect: invoice === undefined ? {} : { invoice }
  }
}
