// A running network of real lightningd nodes, with what the tests do to them: hold what carol is
// paid, stand a plugin of alice still, kill.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unixSocket } from '../../../src/lightning/socket.ts'

export type Json = Readonly<Record<string, unknown>>

export type Node = {
  readonly rpc: string
  readonly call: (method: string, params?: Json) => Promise<Json>
  /** A plugin stands still until `go`. */
  readonly still: (plugin: string) => { readonly go: () => void }
  readonly pid: () => number
  readonly close: () => Promise<void>
}

export type Network = {
  readonly alice: Node
  readonly carol: Node
  /** How carol treats what she is paid: `hold`, `fail:400F`, or nothing in particular. */
  readonly mode: (mode: string) => void
  readonly invoice: (amountMsat: number) => Promise<{ bolt11: string; payment_hash: string }>
  /** One more channel from alice to her peer, which no gossip tells of. */
  readonly openPrivate: (sats: number) => Promise<Json>
  readonly close: () => Promise<void>
}

export function network(dir: string): Network {
  const [alice, carol] = [node(join(dir, 'alice')), node(join(dir, 'carol'))]
  const file = join(dir, 'carol', 'regtest', 'htlc-mode')
  let made = 0
  return {
    alice,
    carol,
    mode: mode => (mode === '' ? rmSync(file, { force: true }) : writeFileSync(file, mode)),
    invoice: async amountMsat => {
      const label = `regtest-${process.pid}-${Date.now()}-${made++}`
      const params = { amount_msat: amountMsat, label, description: 'regtest', expiry: 3_600 }
      return (await carol.call('invoice', params)) as never
    },
    async openPrivate(sats) {
      const channels = async () =>
        (await alice.call('listpeerchannels'))['channels'] as readonly Json[]
      const before = await channels()
      const id = before[0]?.['peer_id']
      const terms = { announce: false, mindepth: 1, push_msat: sats * 500 }
      await alice.call('fundchannel', { id, amount: sats, ...terms })
      mine(dir, 6)
      const usable = (all: readonly Json[]): readonly Json[] =>
        all.filter(one => one['state'] === 'CHANNELD_NORMAL' && one['private'] === true)
      while (usable(await channels()).length <= usable(before).length) await sleep(1_000)
      const [found = {}] = usable(await channels()).slice(-1)
      return { private_channel: found['short_channel_id'], spendable: found['spendable_msat'] }
    },
    async close() {
      await Promise.all([alice.close(), carol.close()])
    }
  }
}

function mine(dir: string, blocks: number): void {
  const program = join(process.env['REGTEST_PREFIX'] ?? '/opt/regtest', 'bin', 'bitcoin-cli')
  const address = readFileSync(join(dir, 'miner-address'), 'utf8').trim()
  const at = [`-datadir=${join(dir, 'bitcoind')}`, '-regtest']
  execFileSync(program, [...at, 'generatetoaddress', String(blocks), address])
}

function node(dir: string): Node {
  const rpc = join(dir, 'regtest', 'lightning-rpc')
  const socket = unixSocket(rpc)
  const pid = (): number => Number(readFileSync(join(dir, 'pid'), 'utf8'))
  return {
    rpc,
    pid,
    async call(method, params = {}) {
      const answer = await socket.call(method, params, { timeoutMs: 120_000, long: true })
      if (answer.is === 'result') return answer.result as Json
      throw new Error(`${method}: ${JSON.stringify(answer)}`)
    },
    still(plugin) {
      const found = pluginOf(pid(), plugin)
      const go = (): boolean => process.kill(found, 'SIGCONT')
      process.kill(found, 'SIGSTOP')
      // Whoever ends this program does not leave the node so.
      process.once('exit', go)
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => process.exit())
      return {
        go() {
          process.off('exit', go)
          go()
        }
      }
    },
    close: () => socket.close()
  }
}

function pluginOf(parent: number, plugin: string): number {
  for (const name of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const mother = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (mother === parent && readlinkSync(`/proc/${name}/exe`).endsWith(`/${plugin}`)) {
        return Number(name)
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`no plugin ${plugin} below ${parent}`)
}
