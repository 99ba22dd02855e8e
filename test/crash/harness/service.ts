// Somebody's LNURL-pay service on this machine (LUD-06).
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Service = { readonly destination: string; readonly close: () => void }

/** @param more beside the invoice, such as a success action (LUD-09) */
export async function openService(
  invoice: (amount: number) => Promise<string>,
  more: object = {}
): Promise<Service> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`)
    const amount = url.searchParams.get('amount')
    const offer = {
      tag: 'payRequest',
      callback: `${url.origin}/pay`,
      minSendable: 1,
      maxSendable: 1_000_000_000,
      metadata: '[["text/plain","a gift"]]'
    }
    void (async () => {
      const answer =
        amount === null ? offer : { pr: await invoice(Number(amount)), routes: [], ...more }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    destination: `lnurlp://127.0.0.1:${(server.address() as AddressInfo).port}/offer`,
    close: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}
