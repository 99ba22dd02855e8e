// How often a key, or an address without one, may ask: told in the fields of the IETF's draft
// (draft-ietf-httpapi-ratelimit-headers-10), counted over all gateways.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Buckets } from '../../account/buckets.ts'
import { AppError } from '../../core/errors.ts'
import { networkOf } from './strangers.ts'

/** After who is asking is known. @param perSecond as many at once, too */
export const limitKeys =
  ({ take }: Pick<Buckets, 'take'>, perSecond: number) =>
  async ({ caller }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const grant = await take(`key:${caller.key}`, { perSecond, burst: perSecond })
    void reply.header('ratelimit-policy', `"key";q=${perSecond};w=1`)
    void reply.header('ratelimit', `"key";r=${grant.left};t=${grant.left > 0 ? 1 : seconds(grant)}`)
    if (grant.isAllowed) return
    void reply.header('retry-after', String(seconds(grant)))
    throw new AppError(
      'rate_limited',
      `This key may ask ${perSecond} times a second; wait as Retry-After says`
    )
  }

/** Pages and documents, of one address. */
const OPEN = { perSecond: 20, burst: 200 }

/**
 * These have a gate of their own, or are asked by who
 * watches over us: a probe that is refused restarts the gateway.
 */
const GATED = /^\/(v1|mcp|health|metrics|notices|telegram|sandbox)(\/|$|\?)/

export function limitOpen(app: FastifyInstance, { take }: Pick<Buckets, 'take'>): void {
  app.addHook('onRequest', async ({ url, ip }, reply) => {
    if (GATED.test(url)) return
    const grant = await take(`open:${networkOf(ip)}`, OPEN)
    if (grant.isAllowed) return
    void reply.header('retry-after', String(seconds(grant)))
    throw new AppError('rate_limited', 'Too many requests from this address')
  })
}

const seconds = ({ waitMs }: { readonly waitMs: number }): number =>
  Math.max(1, Math.ceil(waitMs / 1_000))
