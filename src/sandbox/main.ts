// The simulated Lightning network and its shops, as a separate process, so that the gateway uses
// them only through the real interfaces: lightningd's socket and the shops' HTTP. In: --dir, --rpc,
// --control. Out: one ready line; SIGTERM ends it.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { serveSandbox } from './serve.ts'

const option = { type: 'string' } as const
const { values } = parseArgs({ options: { dir: option, rpc: option, control: option } })
const dir = values.dir ?? '.data/sandbox'
const rpcPath = values.rpc ?? join(dir, 'lightning-rpc')
const controlPath = values.control ?? join(dir, 'control')

/** Like a failed assertion: at once, and every connection breaks. */
function die(why: string): never {
  console.error(`Error: ${why}`)
  process.exit(1)
}

const { whoami, close } = await serveSandbox({ dir, rpcPath, controlPath }, Date.now, die)
console.log(`sandbox ready ${JSON.stringify({ ...whoami, telegram: undefined })}`)

const asked = Promise.withResolvers<undefined>()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, asked.resolve)
await asked.promise
await close()
// Pending calls get their connection closed, as with a real node that stops.
process.exit(0)
