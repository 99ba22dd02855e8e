// A bot that sends text messages as long as the budget of its key lasts.
import { connect, Refused } from '../clients/typescript/client.ts'

const { GATEWAY_URL: url = 'http://127.0.0.1:3000', GATEWAY_KEY: key = '' } = process.env
const [number = '+19876543210', ...texts] = process.argv.slice(2)
const gateway = connect({ url, key })

for (const text of texts) {
  try {
    const { status, amount_msat, fee_msat } = await gateway.buy('lnsms', {
      input: { number, text },
      max_total_msat: 1_000_000
    })
    console.log(`${text}: ${status} for ${amount_msat + (fee_msat ?? 0)} msat`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    console.log(`${text}: ${error.problem.code}`)
    if (error.problem.code === 'budget_exceeded') break
  }
}
