// The port to listen on, tried before anything else is started,
// since a taken one is the most likely thing to be wrong.
import { createServer } from 'node:net'
import { ConfigError } from './config.ts'

/** @throws {ConfigError} that offers another port. Port 0 becomes one that is free now. */
export async function freePort(host: string, port: number): Promise<number> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  server.once('error', reject).listen(port, host, () => resolve(undefined))
  await promise.catch((error: unknown) => {
    throw taken(host, port, error)
  })
  const address = server.address()
  await new Promise(done => server.close(done))
  return typeof address === 'object' && address !== null ? address.port : port
}

export function taken(host: string, port: number, error: unknown): unknown {
  const { code } = error as { readonly code?: string }
  if (code === 'EADDRINUSE') {
    const other = port < 65_535 ? port + 1 : port - 1
    return new ConfigError(
      `Port ${port} of ${host} is taken: end what listens there, or choose another, for instance PORT=${other}.`
    )
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ConfigError(
      `${host} port ${port} cannot be listened on (${code}): choose another HOST or PORT.`
    )
  }
  return error
}
