// Limits requests per key, or per address if there is no key; reported in the headers of the IETF
// draft (draft-ietf-httpapi-ratelimit-headers-10), counted over all gateways.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Buckets } from '../../account/buckets.ts'
import { AppError } from '../../core/errors.ts'
import { networkOf } from '../../core/strangers.ts'

/** Runs after authentication. @param perSecond also the size of a burst */
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

/** For pages and documents, per address. */
const OPEN = { perSecond: 20, burst: 200 }

/**
 * Paths with a limit of their own, or polled by monitoring: a probe that is refused would restart
 * the gateway.
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
