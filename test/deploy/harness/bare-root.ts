// A Debian with nothing in it, made by debootstrap, and commands within it: the folders and
// namespaces that an engine gives a container, without an engine.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

export type Env = Readonly<Record<string, string>>
export type Within = { readonly env: Env; readonly cwd: string; readonly capabilities?: string }

export type BareRoot = {
  readonly dir: string
  /** Runs to its end. */
  run(command: readonly string[], within: Within): Promise<Ended>
  start(command: readonly string[], within: Within): Started
}
export type Ended = { readonly status: number | null; readonly text: string }
export type Started = { readonly child: ChildProcess; readonly ended: Promise<Ended> }

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const MIRROR = 'http://deb.debian.org/debian'

/** What debootstrap made once may be kept: `BARE_ROOT` names its folder, which is copied. */
export function bareRoot(t: Test, suite: string): BareRoot {
  const dir = mkdtempSync(join(tmpdir(), 'lapp-bare-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  const kept = process.env['BARE_ROOT']
  if (kept !== undefined) must('cp', '-a', `${kept}/.`, dir)
  else must('debootstrap', '--variant=minbase', suite, dir, MIRROR)
  // As every engine does: how names are found is the host's affair.
  for (const file of ['resolv.conf', 'hosts']) copyFileSync(`/etc/${file}`, join(dir, 'etc', file))
  // "/" in there: what is readable to all in a container is so here.
  chmodSync(dir, 0o755)
  const start: BareRoot['start'] = (command, { env, cwd, capabilities }) => {
    const all = Object.entries({ PATH, ...certificates(dir), ...env }).map(pair => pair.join('='))
    // `env -i`: nothing of this machine's, nor of whatever runs the tests, reaches it.
    const inside = ['env', '-i', ...all, ...limited(capabilities), ...command]
    const child = spawn('unshare', [...SPACES, 'sh', '-c', ENTER, dir, cwd, ...inside], {
      stdio: ['ignore', 'pipe', 'pipe']
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const ended = once(child, 'close').then(([status]) => ({ status: status as number, text }))
    return { child, ended }
  }
  return { dir, start, run: (command, within) => start(command, within).ended }
}

/** Mounts and processes end with the command. */
const SPACES = ['--mount', '--pid', '--fork', '--kill-child']
const ENTER = [
  'mount -t proc proc "$0/proc"',
  'mount -t tmpfs tmpfs "$0/dev" -o mode=755',
  'for one in null zero full random urandom; do touch "$0/dev/$one"',
  'mount --bind "/dev/$one" "$0/dev/$one"',
  'done; ln -s /proc/self/fd "$0/dev/fd"; mkdir -m 1777 "$0/dev/shm"; cwd=$1; shift',
  'exec chroot "$0" sh -c \'cd "$0" && exec "$@"\' "$cwd" "$@"'
].join('; ')

/** As `--cap-drop ALL --cap-add … --security-opt no-new-privileges` has it. */
const limited = (capabilities: string | undefined): readonly string[] =>
  capabilities === undefined
    ? []
    : ['setpriv', `--bounding-set=-all,${capabilities}`, '--inh-caps=-all', '--no-new-privs']

/**
 * A machine behind a proxy with an authority of its own says so by `NODE_EXTRA_CA_CERTS`. Its
 * bundle goes in then, for npm alone: the Dockerfile knows nothing of it.
 */
function certificates(dir: string): Env {
  const bundle = process.env['NODE_EXTRA_CA_CERTS']
  if (bundle === undefined) return {}
  const inside = '/etc/authority-of-this-machine.crt'
  copyFileSync(bundle, join(dir, inside))
  return { NODE_EXTRA_CA_CERTS: inside, npm_config_cafile: inside }
}

function must(program: string, ...argv: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')}: ${stdout}${stderr}`)
}

/** `COPY a b ./`, from the folder of the build. */
export function copyInto(root: BareRoot, from: string, cwd: string, text: string): void {
  const names = text.split(' ')
  const to = names.pop() ?? ''
  const target = join(root.dir, cwd, to)
  mkdirSync(join(root.dir, cwd), { recursive: true })
  for (const name of names)
    cpSync(join(from, name), to.endsWith('/') ? join(target, name) : target, { recursive: true })
}
