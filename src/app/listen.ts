// Checks and probes the address to listen on before anything else is started, since a port in use
// is the most likely error.
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ConfigError, type Config } from '../config.ts'
import { tryPort } from '../core/try-port.ts'

export type Listening = {
  readonly port: number
  /** Whether the address is reachable from this machine only. */
  readonly loopback: boolean
}

export const LOOPBACK = '127.0.0.1'

/**
 * @throws {ConfigError} that says what else to choose; also for a sandbox that others could reach,
 * since its page shows a key. Port 0 is replaced by a port that is free now.
 */
export async function whereToListen(config: Config): Promise<Listening> {
  const { host, port, metricsPort, sandbox, sandboxPublic } = config
  if (sandbox && !sandboxPublic && !isLoopback(host)) {
    throw new ConfigError(
      `HOST must be 127.0.0.1, ::1 or localhost in the sandbox, which shows its keys to all who ` +
        `reach it; not ${JSON.stringify(host)}. SANDBOX_PUBLIC=true opens it nevertheless.`
    )
  }
  if (metricsPort !== undefined) await tried(LOOPBACK, metricsPort, 'METRICS_PORT')
  const found = await tried(host, port)
  return { port: found.port, loopback: isLoopback(host) || isLoopback(found.address) }
}

/** A name other than localhost may later resolve to another address. */
function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost'
  return ipaddr.process(host).range() === 'loopback'
}

type Name = 'PORT' | 'METRICS_PORT'

const tried = (host: string, port: number, name?: Name) =>
  tryPort(host, port).catch((error: unknown) => {
    throw listenError(host, port, error, name)
  })

export function listenError(
  host: string,
  port: number,
  error: unknown,
  name: Name = 'PORT'
): unknown {
  const { code } = error as { readonly code?: string }
  if (code === 'EADDRINUSE') {
    const other = port < 65_535 ? port + 1 : port - 1
    return new ConfigError(
      `Port ${port} of ${host} is taken: end what listens there, or choose another, for instance ${name}=${other}.`
    )
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ConfigError(
      `${host} port ${port} cannot be listened on (${code}): choose another HOST or ${name}.`
    )
  }
  return error
}
