// What a caller does with money, said in few words; and what the books must say when all is quiet.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until, type Answer, type Env, type Place, type Started } from './gateway.ts'

const ROOT = join(import.meta.dirname, '../../..')

export type Fault = {
  readonly is: 'settle' | 'fail' | 'stall' | 'drop' | 'phantom' | 'slow_router'
  readonly ms?: number
  readonly code?: number
  readonly then?: 'settle' | 'fail'
}

export async function invoice({ ask }: Started, amount: number): Promise<string> {
  const made = await ask('POST', '/sandbox/wallet/invoice', { amount_msat: amount })
  return String(made.body['bolt11'])
}

export const faults = ({ ask }: Started, ...outcomes: readonly Fault[]): Promise<Answer> =>
  ask('POST', '/sandbox/node/next-payments', { outcomes })

export const buy = ({ ask }: Started, text: string, wait = 30, idem?: string): Promise<Answer> =>
  ask(
    'POST',
    '/v1/lapps/lnsms/purchases',
    { input: { number: '+19876543210', text } },
    { wait, ...(idem !== undefined && { idem }) }
  )

export async function texts({ ask }: Started): Promise<readonly string[]> {
  const { body } = await ask('GET', '/sandbox/phone/%2B19876543210')
  return (body['messages'] as readonly { readonly text: string }[]).map(({ text }) => text)
}

export async function balance(g: Started): Promise<{ balance: number; held: number }> {
  const { body } = await g.ask('GET', '/v1/account')
  return { balance: Number(body['balance_msat']), held: Number(body['held_msat']) }
}

/** The resource once it is no longer pending. */
export const ended = (g: Started, path: string): Promise<Answer['body']> =>
  until(async () => {
    const { body } = await g.ask('GET', path).catch(() => ({ body: { status: 'pending' } }))
    return body['status'] === 'pending' ? undefined : body
  }, 60_000)

export async function cli(
  { dir, database, env: own = {} }: Omit<Place, 'port'> & { readonly env?: Env },
  ...args: readonly string[]
): Promise<{ code: number; out: string }> {
  const command = [join(ROOT, 'src/guard.js'), join(ROOT, 'src/cli/main.ts'), ...args]
  const here = { DATA_DIR: dir, ...(database !== undefined && { DATABASE_URL: database }) }
  const env: Env = { ...here, ...own, PATH: process.env['PATH'] ?? '' }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      env,
      cwd: ROOT
    })
    return { code: 0, out: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout + stderr }
  }
}
