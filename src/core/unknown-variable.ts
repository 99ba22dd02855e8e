// Finds environment variables that were meant for the gateway but are unknown to it: misspelt,
// obsolete, or of a LApp that is not installed. Ignores what shells, npm, systemd, Docker and
// Kubernetes set.

import { nearest } from './nearest.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type Unknown = { readonly name: string; readonly nearest: string }

/** Variables with these prefixes are meant for a gateway. */
const OURS = /^(LAPP|LIGHTNING|CLNREST|SPARKO|TELEGRAM|BTCPAY|ELECTRUM|SANDBOX|IN_FLIGHT)_/

/** @param known the names of all known variables */
export function unknownVariable(env: Environment, known: readonly string[]): Unknown | undefined {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '' || known.includes(name)) continue
    if (isOfContainers(name, env)) continue
    const [best, distance] = nearest(name.toUpperCase(), known)
    if (OURS.test(name) || isSlip(name, best, distance)) return { name, nearest: best }
  }
  return undefined
}

/**
 * Kubernetes sets these in every container for every service (`X_SERVICE_HOST`, `X_PORT=tcp://…`,
 * `X_PORT_80_TCP_ADDR`), and Docker also for every link (`X_NAME=/a/x`, `X_ENV_…`): a service
 * called `lapp-gateway`, or `metrics`, is not a setting.
 */
export function isOfContainers(name: string, env: Environment): boolean {
  const value = env[name] ?? ''
  if (/_SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?$/.test(name)) return true
  if (/_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|ADDR|PORT(_(START|END))?))?$/.test(name)) return true
  if (/_PORT$/.test(name) && /^(tcp|udp|sctp):\/\//.test(value)) return true
  const link = /^(.+)_(NAME|ENV_.+)$/.exec(name)?.[1]
  return link !== undefined && (env[`${link}_NAME`] ?? '').startsWith('/')
}

/** Many words are near a short name: `SORT` is not a misspelt `PORT`, but `PROT` is. */
function isSlip(name: string, meant: string, distance: number): boolean {
  if (meant.length < 6) return distance === 1 && letters(name) === letters(meant)
  return distance <= (meant.length < 9 ? 1 : Math.floor(meant.length / 5))
}

const letters = (word: string): string => word.split('').toSorted().join('')
