// A shop for one file: each order is a deposit, and the file is sold when that is settled.
import { createServer } from 'node:http'
import { connect } from '../clients/typescript/client.ts'

const {
  GATEWAY_URL: url = 'http://127.0.0.1:3000',
  GATEWAY_KEY: key = '',
  PORT = '8080'
} = process.env
const gateway = connect({ url, key })
const PRICE_MSAT = 50_000
const GOODS = 'The answer is 42.\n'

const shop = createServer((request, response) => {
  const say = (status: number, body: object | string) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  const [, what, id = ''] = request.url?.split('/') ?? []
  const serve = async () => {
    if (request.method === 'POST' && what === 'orders') {
      const order = await gateway.deposit({ amount_msat: PRICE_MSAT, memo: 'the answer' })
      say(201, { order: order.id, pay: order.bolt11, page: order.checkout_url })
    } else if (what === 'orders') {
      const { data } = await gateway.api.GET('/v1/deposits/{id}', { params: { path: { id } } })
      if (data === undefined) say(404, 'There is no such order\n')
      else if (data.status === 'settled') say(200, GOODS)
      else say(402, `This order is ${data.status}\n`)
    } else say(404, 'POST /orders, then GET /orders/<order>\n')
  }
  serve().catch((error: unknown) => say(502, String(error)))
})

shop.listen(Number(PORT), '127.0.0.1', () => {
  console.log('open', shop.address())
})
