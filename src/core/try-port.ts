// Listens on a port for a moment, to see that it is free.
import { once } from 'node:events'
import { createServer } from 'node:net'

/** @param port 0: any that is free now @throws the system's error */
export async function tryPort(
  host: string,
  port: number
): Promise<{ readonly address: string; readonly port: number }> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  const bound = server.address()
  await new Promise(done => server.close(done))
  return typeof bound === 'object' && bound !== null ? bound : { port, address: host }
}
