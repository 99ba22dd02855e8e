// Authenticates the caller and checks the key's scope, before anything of the request is read.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '../../account/accounts.ts'
import { isFrom } from '../../core/addresses.ts'
import type { Caller, Keys } from '../../account/keys.ts'
import type { Scope } from '../../account/scopes.ts'
import { AppError } from '../../core/errors.ts'
import { actFor } from './act-for.ts'
import type { Strangers } from '../../core/strangers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
  }
  interface FastifyContextConfig {
    /** The scope that the key needs; a route below /v1 without one accepts every valid key. */
    readonly scope?: Scope
    /** Requires an Idempotency-Key, or accepts one. */
    readonly idempotent?: 'required' | 'optional'
    /** Accepts `Prefer: wait=N`. */
    readonly waits?: true
  }
}

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i

export const authorize =
  (
    {
      keys,
      accounts
    }: { keys: Pick<Keys, 'authenticate' | 'recall'>; accounts: () => Pick<Accounts, 'standing'> },
    strangers: Strangers
  ) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const secret = BEARER.exec(request.headers.authorization ?? '')?.[1]
    const known = secret === undefined ? undefined : await keys.recall(secret)
    const caller = known ?? (await lookUp(secret, keys, strangers, request.ip))
    if (caller === 'too many') {
      void reply.header('retry-after', '1')
      throw new AppError('rate_limited', 'Too many requests without a valid key from this address')
    }
    if (caller === undefined) {
      void reply.header('www-authenticate', 'Bearer')
      throw new AppError('unauthenticated', 'Send Authorization: Bearer and a key that is valid')
    }
    const { ipAllow } = caller.limits
    if (ipAllow !== undefined && !isFrom(ipAllow, request.ip)) {
      throw new AppError('forbidden', 'This key does not work from this address')
    }
    const { scope } = request.routeOptions.config
    if (scope !== undefined && !caller.scopes.includes(scope)) {
      throw new AppError('forbidden', `This needs a key with the scope ${scope}`)
    }
    request.caller = await actFor(request, caller, accounts)
  }

/** Counted before the look-up, so that concurrent requests are counted as well. */
async function lookUp(
  secret: string | undefined,
  keys: Pick<Keys, 'authenticate'>,
  strangers: Strangers,
  ip: string
): Promise<Caller | undefined | 'too many'> {
  if (!strangers.enter(ip)) return 'too many'
  const caller = secret === undefined ? undefined : await keys.authenticate(secret)
  if (caller !== undefined) strangers.forgive(ip)
  return caller
}
