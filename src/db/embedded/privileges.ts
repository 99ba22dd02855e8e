// Chooses the user that PostgreSQL runs as: it refuses root, and needs a user with a name; root's
// folders must remain accessible to it.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AppError } from '../../core/errors.ts'

/**
 * A fixed environment: no secret of the gateway reaches the database, and no PG… variable
 * influences it.
 */
export const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C'
} as const

const NOBODY = '65534'
const DIRECTLY: readonly string[] = []

/**
 * Root under another uid in a user namespace: an ordinary user to PostgreSQL, but still the owner
 * of root's files to the file system.
 */
const RENAMED = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

/**
 * For root where user namespaces are forbidden, or the files belong to another user: nobody, with
 * the capability to open every file. Without the secure bit access(2), by which initdb finds its
 * programs, would ignore the capabilities.
 */
const CAPABLE = [
  ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
  '--securebits=+no_setuid_fixup',
  ...['--inh-caps=+dac_override,+fowner', '--ambient-caps=+dac_override,+fowner']
]

/**
 * A user with a name (initdb requires one), who may write here, owns the data if there is any, and
 * can run the program.
 */
const TRIAL = [
  'id -un >/dev/null && test -w "$0"',
  '{ ! test -e "$0/data" || test -O "$0/data"; } && "$1" --version'
].join(' && ')

/** The command prefix that runs a command as a user whom PostgreSQL accepts. */
export async function unprivileged(dir: string, postgres: string): Promise<readonly string[]> {
  const ways = process.geteuid?.() === 0 ? [RENAMED, CAPABLE] : [DIRECTLY, RENAMED]
  let why: unknown
  for (const way of ways) {
    try {
      const [command, ...rest] = [...way, 'sh', '-c', TRIAL, dir, postgres]
      await promisify(execFile)(command, rest, { env: ENVIRONMENT, cwd: '/' })
      return way
    } catch (error) {
      why = error
    }
  }
  const detail = `The embedded PostgreSQL cannot run as this user in ${dir}: set DATABASE_URL to a PostgreSQL of yours.`
  throw new AppError('not_ready', detail, [], why)
}
