// What a caller does with money, said in few words; and what the books must say when all is quiet.
import type { Answer, Gateway } from './asking.ts'
import { until } from './until.ts'

export type Fault = {
  readonly is: 'settle' | 'fail' | 'stall' | 'drop' | 'phantom' | 'slow_router'
  readonly ms?: number
  readonly code?: number
  readonly then?: 'settle' | 'fail'
}

export async function invoice({ ask }: Gateway, amount: number): Promise<string> {
  const made = await ask('POST', '/sandbox/wallet/invoice', { amount_msat: amount })
  return String(made.body['bolt11'])
}

export const faults = ({ ask }: Gateway, ...outcomes: readonly Fault[]): Promise<Answer> =>
  ask('POST', '/sandbox/node/next-payments', { outcomes })

export const buy = ({ ask }: Gateway, text: string, wait = 30, idem?: string): Promise<Answer> =>
  ask(
    'POST',
    '/v1/lapps/lnsms/purchases',
    { input: { number: '+19876543210', text } },
    { wait, ...(idem !== undefined && { idem }) }
  )

export async function texts({ ask }: Gateway): Promise<readonly string[]> {
  const { body } = await ask('GET', '/sandbox/phone/%2B19876543210')
  return (body['messages'] as readonly { readonly text: string }[]).map(({ text }) => text)
}

export async function balance(g: Gateway): Promise<{ balance: number; held: number }> {
  const { body } = await g.ask('GET', '/v1/account')
  return { balance: Number(body['balance_msat']), held: Number(body['held_msat']) }
}

/** The resource once it is no longer pending. */
export const ended = (g: Gateway, path: string): Promise<Answer['body']> =>
  until(async () => {
    const { body } = await g.ask('GET', path).catch(() => ({ body: { status: 'pending' } }))
    return body['status'] === 'pending' ? undefined : body
  }, 60_000)
