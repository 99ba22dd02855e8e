// Reads the variables that configure the connection to the node: one of three ways, configured
// completely.
import { readFileSync } from 'node:fs'
import { allOrNone } from '../core/all-or-none.ts'
import type { TransportSettings } from './open-transport.ts'

export type DoorVariables = {
  LIGHTNING_RPC?: string
  CLNREST_URL?: string
  CLNREST_RUNE?: string
  CLNREST_CA?: string
  SPARKO_URL?: string
  SPARKO_KEY?: string
}

/** @param fail reports the error and ends the start: for an incomplete way, and for two */
export function doorOf(
  variables: DoorVariables,
  fail: (why: string) => never
): TransportSettings | undefined {
  const { LIGHTNING_RPC: path, CLNREST_CA: file } = variables
  const rest = allOrNone(variables, fail, { url: 'CLNREST_URL', rune: 'CLNREST_RUNE' })
  const plugin = allOrNone(variables, fail, { url: 'SPARKO_URL', key: 'SPARKO_KEY' })
  const set = [path && 'LIGHTNING_RPC', rest && 'CLNREST_URL', plugin && 'SPARKO_URL']
  const [first, second] = set.filter(name => name !== undefined)
  if (first !== undefined && second !== undefined) {
    fail(`${second} must be unset, since ${first} names the node.`)
  }
  if (file !== undefined && rest === undefined) {
    fail('CLNREST_URL must be set as well, since CLNREST_CA is.')
  }
  if (path !== undefined) return { is: 'socket', path }
  if (plugin) return { is: 'sparko', ...plugin }
  if (rest === undefined) return undefined
  const ca = file === undefined ? undefined : certificate(file, fail)
  return { is: 'clnrest', ...rest, ca }
}

function certificate(file: string, fail: (why: string) => never): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return fail(`CLNREST_CA must be a file that can be read; ${file} is not.`)
  }
}
