// `lapp try`: shows in the terminal what a buyer sees, replayed from a recording or live. Never
// pays.
import { AppError } from '../../core/errors.ts'
import { SAT, type Msat } from '../../core/msat.ts'
import type { Config } from '../../config.ts'
import { openDriver } from '../../lapps/conformance/drive.ts'
import type { Fixture } from '../../lapps/conformance/fixture.ts'
import { readFixture } from '../../lapps/conformance/fixture.ts'
import { readFiles } from '../../lapps/contract/files.ts'
import type { OpenLApp } from '../../lapps/open-lapp.ts'
import { askLApp } from '../../lapps/registry.ts'
import { replay } from '../../lapps/conformance/replay.ts'
import type { Terminal } from './ask.ts'
import { folderOf } from './folder.ts'
import { answersTo, orderOf, verdictOn } from './order.ts'
import { openService } from './service.ts'

type Say = (line: string) => void

export async function tryLive(
  id: string,
  input: unknown,
  config: Config,
  terminal: Terminal,
  say: Say
): Promise<void> {
  const service = await openService(id, config, fetch => fetch)
  try {
    const { lapp } = service
    const { card } = lapp
    const given = await answersTo(card, input, terminal)
    const order = orderOf(card, `try_${crypto.randomUUID()}`, given)
    introduce(lapp, order.input, say)
    const asked = await askLApp(lapp, 'invoice', { order })
    if (asked.is === 'refused') say(`It says no: ${asked.message}`)
    else if (asked.is === 'unavailable') say(`It does not answer: ${asked.why}`)
    else price(lapp, asked.value.bolt11, new Date(), say)
  } finally {
    await service.close()
  }
}

export async function tryReplayed(id: string, config: Config, say: Say): Promise<void> {
  const fixture = await firstSale(id, config)
  const service = await openService(id, config, fetch => fetch)
  const { lapp } = service
  const driver = openDriver(folderOf(id, config), lapp, fixture.secrets)
  try {
    const order = orderOf(lapp.card, fixture.key, fixture.input)
    introduce(lapp, order.input, say)
    const web = replay(fixture.exchanges)
    if (fixture.expect.quote !== undefined) await driver.ask('quote', { order }, web.fetch)
    const { answer } = await driver.ask('invoice', { order }, web.fetch)
    if (answer.is !== 'ok') throw new AppError('lapp_unavailable', 'the recording does not play')
    price(lapp, answer.value.bolt11, new Date(fixture.now), say)
    const { delivery } = fixture.expect
    say(
      delivery === undefined ? 'Paid.' : `Paid, and delivered: ${JSON.stringify(delivery.output)}`
    )
    const { after } = lapp.card.manifest.alerts
    if (after !== undefined) say(after)
  } finally {
    driver.close()
    await service.close()
  }
}

async function firstSale(id: string, config: Config): Promise<Fixture> {
  for (const [path, text] of await readFiles(folderOf(id, config))) {
    const name = /^fixtures\/([^/]+)\.json$/.exec(path)?.[1]
    const read = name === undefined ? undefined : readFixture(name, text)
    if (read?.is === 'ok' && read.fixture.expect.invoice !== undefined) return read.fixture
  }
  throw new AppError('not_found', `there is no recording of a purchase: "lapp record ${id}"`)
}

function introduce({ card }: OpenLApp, input: Readonly<Record<string, unknown>>, say: Say): void {
  const { title, summary, alerts, refund } = card.manifest
  say(`${title}: ${summary}`)
  for (const [name, field] of Object.entries(card.input.properties)) {
    if (input[name] !== undefined) say(`  ${field.title}: ${JSON.stringify(input[name])}`)
  }
  if (alerts.before !== undefined) say(alerts.before)
  say(refund.text)
}

function price({ card }: OpenLApp, bolt11: string, now: Date, say: Say): void {
  const verdict = verdictOn(card, bolt11, now)
  say(verdict.is === 'payable' ? `Price: ${sat(verdict.amountMsat)}` : `Refused: ${verdict.why}`)
  say(bolt11)
}

/** Whole sats have no point: half of the world reads `21.000` as a thousand times as much. */
function sat(amount: Msat): string {
  const [whole, rest] = [amount / SAT, amount % SAT]
  return rest === 0n ? `${whole} sat` : `${whole}.${String(rest).padStart(3, '0')} sat`
}
