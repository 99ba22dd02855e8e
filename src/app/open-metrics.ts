// Serves the metrics on a port of their own if METRICS_PORT is set: on loopback, without a key.
import type { Logger } from 'pino'
import { closeServer } from './shutdown.ts'
import { metricsServer } from '../http/metrics-server.ts'
import { LOOPBACK, listenError } from './listen.ts'

export async function openMetrics(
  port: number | undefined,
  render: () => Promise<string>,
  log: Logger,
  ends: (() => Promise<unknown>)[]
): Promise<void> {
  if (port === undefined) return
  const app = await metricsServer({ render }, log)
  ends.push(() => closeServer(app))
  await app.listen({ host: LOOPBACK, port }).catch((error: unknown) => {
    throw listenError(LOOPBACK, port, error, 'METRICS_PORT')
  })
}
