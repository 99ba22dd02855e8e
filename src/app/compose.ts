// Wires the whole gateway: database and node, then the rooms, then the interfaces to callers.
import type { Logger } from 'pino'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config.ts'
import { jobsOf } from './jobs.ts'
import { clock } from '../core/clock.ts'
import { newId } from '../core/ids.ts'
import type { Step } from '../core/step.ts'
import { openOrm } from '../db/orm.ts'
import { depositComparison } from '../deposit/compare.ts'
import { closeServer, endInTime, jobsEnded } from './shutdown.ts'
import { ENTITIES } from './entities.ts'
import { hostNames } from '../http/wire/hosts.ts'
import { server } from '../http/server.ts'
import { committer } from '../ledger/commit.ts'
import { clightning } from '../lightning/clightning.ts'
import { openTransport } from '../lightning/open-transport.ts'
import { warnings } from '../lightning/startup.ts'
import { checkedNode } from '../lightning/checked-node.ts'
import { checkNode, nodeFault, watchSettings } from './check-node.ts'
import { freezeWatch } from '../operate/freeze.ts'
import { sweeping } from '../operate/catch-up.ts'
import { fencing } from '../payment/fence/fencing.ts'
import { gauges } from '../observe/gauges.ts'
import { tellAlarms } from '../observe/tell-alarms.ts'
import { instruments } from '../observe/instruments.ts'
import { lastWrite } from '../observe/last-write.ts'
import { solvency } from '../observe/solvency.ts'
import { moneyIn } from './money-in.ts'
import { noticeSettings } from './notice-settings.ts'
import { mcp } from '../mcp/mcp.ts'
import { openMetrics } from './open-metrics.ts'
import { provide, shownIn } from './in-sandbox.ts'
import type { Provision } from './provision.ts'
import { readiness } from './readiness.ts'
import { whereToListen, listenError } from './listen.ts'
import { openRooms } from './rooms.ts'
import { queuedWarnings } from '../sandbox/queued.ts'
import type { StartSandbox } from '../sandbox/spawn.ts'
import { tellNotices } from '../sandbox/tell-notices.ts'
import { runChores, type Chores } from '../core/schedule.ts'
import { openWake } from '../core/wake.ts'
import { notesOf, sourcesWatch } from './sources-watch.ts'
import { startServices } from './services.ts'
import { botOf, telegram } from './telegram.ts'
import { openSelling } from './selling.ts'
import { openPages, plainPages } from './pages.ts'
import { playgroundOf } from './playground.ts'
import { openNotifying } from './notifying.ts'
import { reviving } from './supervise.ts'

export type Gateway = {
  readonly url: string
  readonly sandbox: Provision | undefined
  /** The playground's URL, if there is one. */
  readonly playground: string | undefined
  /** Stops callers first, then work in progress, then the database and the node. */
  readonly close: () => Promise<void>
}

/** A fence that waits for the router blocks all routing of the node (safe-payer.md 3.8, 2). */
const SEARCH_MS = 30_000
/** Far longer than any query of the gateway takes. */
const QUERY_MAX_MS = 60_000

/** What it does outside itself, besides what `Config` names. */
export type Effects = { readonly step: Step; readonly startSandbox: StartSandbox }

/** If a later step fails to start, everything started before it is stopped. */
export async function compose(config: Config, log: Logger, effects: Effects): Promise<Gateway> {
  const stop = new AbortController()
  const ends: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    stop.abort()
    for (const end of ends.splice(0).reverse()) {
      await endInTime(end()).catch((error: unknown) => log.error({ error }, 'an end went wrong'))
    }
  }
  try {
    return { ...(await build(config, log, effects, stop.signal, ends)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  wanted: Config,
  log: Logger,
  { step, startSandbox }: Effects,
  stop: AbortSignal,
  ends: (() => Promise<unknown>)[]
): Promise<Omit<Gateway, 'close'>> {
  const { port, loopback } = await whereToListen(wanted)
  const config = { ...wanted, port, publicUrl: wanted.publicUrl.replace(/:0$/, `:${port}`) }
  const services = await startServices(config, log, startSandbox, ends)
  const orm = await openOrm({
    url: services.databaseUrl,
    entities: ENTITIES,
    queryMaxMs: QUERY_MAX_MS
  })
  ends.push(() => orm.close())
  const { em } = orm
  const driver = clightning(openTransport(services.door))
  // Give up our generations only after the driver is closed: other processes treat their open calls
  // as lost, so no answer may be read any more.
  let leave = (): Promise<void> => Promise.resolve()
  // After the driver, since a job may wait for the node; before the database: a connection that is
  // being opened while the pool ends is never given back (kysely 0.29), and the end waits for it.
  let chores: Chores = { failing: () => [], ended: Promise.resolve() }
  ends.push(() => jobsEnded(chores.ended))
  ends.push(() => leave())
  ends.push(() => driver.close())
  const { info, warnings: said } = await checkNode(driver, em, config.network, log)
  const node = checkedNode(driver, () => nodeFault(info.id, driver, em, config.network, log))
  const fence = fencing({ em, node, nodeId: info.id, newId, log, searchMs: SEARCH_MS })
  leave = () => fence.generations.leave()
  const seen = instruments()
  const writes = lastWrite(clock.now, seen.troubled)
  const wake = openWake()
  const ledger = committer({
    url: services.databaseUrl,
    log,
    observe: batch => {
      seen.batch(batch)
      wake.ring()
    },
    attempted: writes.attempted
  })
  const commit = seen.commit(ledger.commit)
  ends.push(() => ledger.close())
  const { sandbox } = services
  const shops = sandbox?.shops ?? {}
  const doors = sandbox?.doors
  const botConfig = botOf(config, sandbox)
  const frozen = freezeWatch(em, clock.now)
  const received = depositComparison({ em, node, nodeId: info.id, log })
  const stand = solvency({
    em,
    node,
    nodeId: info.id,
    frozen,
    settingsWarnings: warnings,
    clock,
    differenceMsat: received.differenceMsat
  })
  const means = { em, commit, node, nodeId: info.id, step: seen.step(step), log }
  const rooms = await openRooms({
    ...means,
    config,
    info,
    fence,
    shops,
    doors,
    frozen,
    stop,
    wake,
    outboundMsat: async () => (await stand()).node?.outboundMsat,
    canAsk: botConfig.telegram !== undefined,
    timed: seen.lapps
  })
  ends.push(rooms.close, rooms.purchases.idle, () => rooms.payments.idle())
  ends.push(moneyIn({ ...rooms, ...means }, stop))
  const made = sandbox && (await provide(config, services, sandbox, rooms))
  const sources = sourcesWatch(rooms, log, clock)
  const served = { ...rooms, ...rooms.approvable }
  const telling = openNotifying({ em, config, clock: rooms.time, rooms: served, log, stop, wake })
  ends.push(telling.close, telling.idle)
  const selling = openSelling({ em, config, rooms, network: info.network, frozen })
  const playground = playgroundOf(config, sandbox)
  const bot = telegram(botConfig, em, rooms, log, stop, wake)
  let started = false
  const render = gauges(seen.registry, stand, rooms.turns)
  const ready = readiness({
    em,
    node,
    clock,
    started: () => started,
    solvency: stand,
    unwritten: writes.trouble,
    lasting: rooms.lapps.warnings,
    notes: notesOf(sandbox && queuedWarnings(sandbox.controlPath), () => [
      ...sources.said(),
      ...chores.failing()
    ])
  })
  const operated = { em, commit, node, info, stand, ready }
  const app = await server({
    ...served,
    mcp: mcp({ ...config, catalogue: rooms.lapps.list, version: packageJson.version }),
    selling: selling.selling,
    pages: openPages({ ...operated, config, rooms, selling, telling, made, playground }),
    webhooks: telling.webhooks,
    events: telling.events,
    catalogue: rooms.lapps.list,
    ready,
    metrics: { answered: seen.answered, render },
    sandbox: made && shownIn(sandbox, made, rooms),
    webhook: bot?.routes,
    notices: noticeSettings(config.deposits, doors, rooms.bell),
    join: bot && (async (code, account) => bot.confirm(await rooms.links.offer(code, account))),
    log,
    rateLimit: config.rateLimit,
    ...plainPages(config),
    trustProxy: config.trustProxy,
    publicUrl: config.publicUrl,
    hosts: loopback || config.sandbox ? hostNames(config.host, config.publicUrl) : undefined,
    securityContact: config.securityContact,
    version: packageJson.version
  })
  ends.push(() => closeServer(app))
  const sweeps = sweeping({ ...means, shared: config.nodeShared, onForeign: seen.foreign })
  await sweeps.catchUp()
  await app.listen({ host: config.host, port }).catch((error: unknown) => {
    throw listenError(config.host, port, error)
  })
  if (sandbox) await tellNotices(sandbox.controlPath, config.publicUrl)
  await openMetrics(config.metricsPort, render, log, ends)
  const running = bot?.run()
  ends.push(async () => running)
  const watched = reviving(services, config.dataDir, log)
  await watched.run()
  const own = [
    sweeps.job,
    watched,
    sources.job,
    { name: 'compare deposits', everyMs: 3_600_000, run: received.run },
    { name: 'look at the settings', everyMs: 60_000, run: watchSettings(node, said, log) }
  ]
  // Resume what an earlier process left unfinished; then start the jobs that never end.
  await rooms.payments.recover()
  const alarming = async () => ({ ...(await ready()), stand: await stand() })
  const all = [
    ...jobsOf(rooms, em, node),
    ...fence.jobs,
    ...telling.jobs,
    ...selling.jobs,
    ...(bot?.alarm ? [tellAlarms({ em, clock, seen: alarming, send: bot.alarm })] : []),
    ...rooms.approvals.jobs(bot?.ask),
    ...own
  ]
  chores = runChores(all, { clock, log, wake }, stop)
  started = true
  return {
    url: config.publicUrl,
    sandbox: made,
    playground: playground && `${config.publicUrl.replace(/\/$/, '')}/playground`
  }
}
