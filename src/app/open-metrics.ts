// The metrics on a port of their own, where METRICS_PORT names one: on loopback, without a key.
import type { Logger } from 'pino'
import { hangUp } from './shutdown.ts'
import { metricsServer } from '../http/metrics-server.ts'
import { LOOPBACK, taken } from './listen.ts'

export async function openMetrics(
  port: number | undefined,
  render: () => Promise<string>,
  log: Logger,
  ends: (() => Promise<unknown>)[]
): Promise<void> {
  if (port === undefined) return
  const app = await metricsServer({ render }, log)
  ends.push(() => hangUp(app))
  await app.listen({ host: LOOPBACK, port }).catch((error: unknown) => {
    throw taken(LOOPBACK, port, error, 'METRICS_PORT')
  })
}
