// The image without an engine: each step of the Dockerfile in a bare root by debootstrap, then its
// entrypoint there, as its user, with its capabilities alone, on a PostgreSQL and a node outside.
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { METHODS } from '../../../src/sandbox/methods/all.ts'
import { openNetwork } from '../../../src/sandbox/node/network.ts'
import { serveRpc } from '../../../src/sandbox/rpc/server.ts'
import { freePort, kill } from '../../e2e/harness/place.ts'
import { until } from '../../e2e/harness/until.ts'
import { createDatabase } from '../../harness/database.ts'
import { ROOT } from '../../harness/house/root.ts'
import { lacks } from './said.ts'
import { bareRoot, copyInto, type BareRoot } from './bare-root.ts'
import { readDockerfile } from './dockerfile.ts'

/** CAP_SETGID and CAP_SETUID: what the Dockerfile says that it is run with. */
const CAPABILITIES = '+setuid,+setgid'
const THEIR_BITS = '00000000000000c0'
/** Each LApp is a user of its own from this one on (src/lapps/process/identity.ts). */
const FIRST_LAPP = 60_600

const image = readDockerfile(readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8'))

/** Why it cannot be tried here, if so. */
const hindrance =
  process.geteuid?.() === 0
    ? (process.env['BARE_ROOT'] === undefined && lacks('debootstrap', 'debootstrap')) ||
      lacks('unshare', 'util-linux')
    : 'a root of its own is made by root alone'

test('the image, in a bare Debian', { skip: hindrance, timeout: 3_600_000 }, async t => {
  const [, suite = ''] = /^debian:(\w+)-slim$/.exec(image.from) ?? []
  let begun = performance.now()
  const lap = (what: string): void => {
    t.comment(`${((performance.now() - begun) / 1000).toFixed(0)} s: ${what}`)
    begun = performance.now()
  }
  const root = bareRoot(t, suite)
  lap(`a bare ${suite}`)
  for (const { what, text } of image.steps) {
    mkdirSync(join(root.dir, image.cwd), { recursive: true })
    if (what === 'COPY') copyInto(root, ROOT, image.cwd, text)
    else {
      const { status, text: said } = await root.run(['sh', '-c', text], { env: {}, cwd: image.cwd })
      t.equal(status, 0, `RUN ${text}`)
      if (status !== 0) {
        t.comment(said)
        return
      }
    }
    lap(`${what} ${text}`)
  }
  const size = await root.run(['du', '-sm', '--exclude=/proc', '/'], { env: {}, cwd: '/' })
  t.comment(`${size.text.split('\t')[0] ?? '?'} MB in all`)
  await serves(t, root)
})

async function serves(t: Test, root: BareRoot): Promise<void> {
  const port = await freePort()
  const within = { env: { ...image.env, ...(await around(t, root, port)) }, cwd: image.cwd }
  mkdirSync(join(root.dir, image.volume), { recursive: true })
  const refused = await root.run([...image.entrypoint, ...image.cmd], {
    ...within,
    env: image.env,
    capabilities: CAPABILITIES
  })
  t.match(refused, { status: 2, text: /LIGHTNING_RPC/ }, 'without a node it does not start')

  const command = [...image.entrypoint, ...image.cmd]
  const { child, ended } = root.start(command, { ...within, capabilities: CAPABILITIES })
  t.teardown(() => child.kill('SIGKILL'))
  const ready = await until(
    async () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        async answer => (answer.ok ? answer : undefined),
        () => undefined
      ),
    120_000
  ).catch(async (error: unknown) => {
    child.kill('SIGKILL')
    t.comment((await ended).text)
    throw error
  })
  t.equal(ready.status, 200)
  t.match(await (await fetch(`http://127.0.0.1:${port}/health/live`)).json(), {
    status: 'live',
    mode: 'real'
  })

  const inside = processesIn(root.dir)
  const gateway = inside.find(({ line }) => line.includes('src/cli/main.ts'))
  t.match(gateway, { uid: 0, capabilities: THEIR_BITS }, 'root, and little of it')
  const lapps = inside.filter(({ line }) => line.includes('lapps/process/child.ts'))
  t.ok(lapps.length > 0)
  for (const { uid, capabilities } of lapps)
    t.ok(uid >= FIRST_LAPP && /^0+$/.test(capabilities), 'a LApp is another user, who may nothing')

  const check = image.healthcheck.map(word => word.replace(':3000', `:${port}`))
  t.match(await root.run(check, within), { status: 0 }, 'HEALTHCHECK')
  // As an engine stops it: PID 1 in there is told, which has no handler but its own.
  kill(gateway?.pid, 'SIGTERM')
  t.match(await ended, { status: 0, text: /SIGTERM: ending/ }, 'it ends by SIGTERM')
}

/** A database and a node, which an image has beside it. */
async function around(t: Test, root: BareRoot, port: number) {
  const network = openNetwork(t.testdir({}), Date.now)
  mkdirSync(join(root.dir, 'lightning'))
  const node = await serveRpc(join(root.dir, 'lightning/lightning-rpc'), network, METHODS)
  t.teardown(() => {
    node.close()
    network.close()
  })
  return {
    PORT: String(port),
    DATABASE_URL: await createDatabase(t),
    LIGHTNING_RPC: '/lightning/lightning-rpc'
  }
}

/** Those whose "/" it is. */
function processesIn(dir: string) {
  return readdirSync('/proc').flatMap(pid => {
    const at = join('/proc', pid)
    if (!/^\d+$/.test(pid) || !existsSync(at)) return []
    try {
      if (readlinkSync(join(at, 'root')) !== dir) return []
      const status = readFileSync(join(at, 'status'), 'utf8')
      return [
        {
          pid: Number(pid),
          line: readFileSync(join(at, 'cmdline'), 'utf8'),
          uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
          capabilities: /^CapEff:\s+(\w+)/m.exec(status)?.[1] ?? ''
        }
      ]
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}
