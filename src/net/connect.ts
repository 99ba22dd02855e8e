// Opens connections for the guarded client: connects to exactly the address that was checked.
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { refuseAddresses, type Rules } from './decide.ts'
import { NetError } from './error.ts'
import type { Resolve } from './resolve.ts'

/**
 * An undici connector. Resolves a name once per connection and checks every address (no DNS
 * rebinding); checks IP literals too.
 */
export function guardedConnect(
  rules: Rules,
  resolve: Resolve,
  timeoutMs: number
): buildConnector.connector {
  const dial = buildConnector({
    timeout: timeoutMs,
    allowH2: false,
    autoSelectFamily: true,
    lookup: checkedLookup(rules, resolve)
  })
  return (options, done) => {
    // Node does not look up IP literals, so the check in `lookup` would not see them.
    const literal = options.hostname.replace(/^\[|\]$/g, '')
    const bad = isIP(literal) === 0 ? undefined : refuseAddresses([literal], rules)
    if (bad === undefined) dial(options, done)
    else done(new NetError('forbidden', bad), null)
  }
}

function checkedLookup(rules: Rules, resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      addresses => {
        const bad = refuseAddresses(addresses, rules)
        const found = addresses.map(address => ({ address, family: isIP(address) }))
        const [first] = found
        if (bad !== undefined) done(new NetError('forbidden', bad), '')
        else if (options.all === true) done(null, found)
        else done(null, first?.address ?? '', first?.family)
      },
      (cause: unknown) => done(new NetError('unreachable', 'the name does not resolve', cause), '')
    )
  }
}
