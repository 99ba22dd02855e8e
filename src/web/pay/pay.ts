// The invoice page, for whoever pays a deposit: knowing its id is all they need.
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { cspHash } from '../../core/csp-hash.ts'
import { keyOf } from '../../core/idempotency.ts'
import { parse, showId, type Id } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import type { Deposits } from '../../deposit/deposits.ts'
import type { Deposit } from '../../deposit/entity.ts'
import type { Rates } from '../../rates/rates.ts'
import { CURRENCY_OF } from '../ground/amounts.ts'
import { drawGone, drawMain, drawPage, type Shown } from './draw.ts'
import { follow } from '../ground/follow.ts'
import { SCRIPT } from './script.ts'
import { standOf } from './state.ts'
import { STYLE } from './style.ts'
import { languageOf } from '../ground/speech.ts'
import { sayIn } from './words.ts'

export type Pay = {
  readonly deposits: Pick<Deposits, 'shown' | 'open' | 'methods'>
  readonly rates?: Pick<Rates, 'quote'> | undefined
  readonly now: () => Date
  /** Aborts when the server closes, so that no open stream delays it. */
  readonly stop: AbortSignal
}

const CSP = [
  "default-src 'none'",
  `style-src ${cspHash(STYLE)}`,
  `script-src ${cspHash(SCRIPT)}`,
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join('; ')

type Asked = FastifyRequest<{ Params: { deposit: string }; Querystring: { have?: string } }>

export const pay =
  (deps: Pay): FastifyPluginCallback =>
  (app, _options, done) => {
    app.get('/pay/:deposit', HIDE, async (request: Asked, reply) => {
      const shown = await look(deps, request)
      if (shown !== undefined) return sendPage(reply, 200, await drawPage(shown))
      const language = languageOf(request.headers['accept-language'])
      return sendPage(reply, 404, drawGone(language, sayIn(language)))
    })
    app.get('/pay/:deposit/events', HIDE, async (request: Asked, reply) => {
      const draw = async (): Promise<string | undefined> => {
        const shown = await look(deps, request)
        return shown && drawMain(shown)
      }
      return follow(reply, draw, request.query.have, deps.stop)
    })
    renewing(app, deps)
    done()
  }

const HIDE = { schema: { hide: true } } as const

/** Renews an expired or partly paid deposit: opens one other, however often it is requested. */
function renewing(app: FastifyInstance, deps: Pay): void {
  // The form has no fields.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1_024 }, (_request, _body, end) =>
    end(null, undefined)
  )
  app.post('/pay/:deposit/renew', HIDE, async (request: Asked, reply) => {
    const shown = await look(deps, request)
    const next = shown && (await renew(deps, shown))
    // A relative URL, so that it works under whatever path the gateway is reached.
    return reply.redirect(
      `../${next === undefined ? request.params.deposit : showId('dep', next)}`,
      303
    )
  })
}

/** undefined if it is neither expired nor partly paid: then it can still be paid. */
async function renew(deps: Pay, { deposit, stand }: Shown): Promise<Id | undefined> {
  if (stand.is !== 'expired' && stand.is !== 'partial') return undefined
  const amount = stand.is === 'partial' ? stand.restMsat : deposit.amountMsat
  const { account, method, memo, metadata, id } = deposit
  const body = { deposit: id, rest: stand.is === 'partial' }
  const { deposit: next } = await deps.deposits.open({
    account,
    method,
    metadata,
    memo: memo ?? undefined,
    key: keyOf(account, `renew ${id} ${stand.is}`, { method: 'POST', path: '/pay/renew', body }),
    amountMsat: amount === null ? undefined : msat(amount),
    expiresInSeconds: undefined
  })
  return next.id
}

const sendPage = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', CSP)
    .header('referrer-policy', 'no-referrer')
    .send(html)

async function look(
  deps: Pay,
  { params, headers }: Pick<Asked, 'params' | 'headers'>
): Promise<Shown | undefined> {
  const id = parse('dep', params.deposit)
  const deposit = id && (await deps.deposits.shown(id))
  if (deposit === undefined) return undefined
  const language = languageOf(headers['accept-language'])
  return {
    deposit,
    stand: standOf(deposit, deps.now()),
    confirmations: await confirmationsOf(deps, deposit),
    quote: await deps.rates?.quote(CURRENCY_OF[language]),
    language,
    say: sayIn(language),
    name: params.deposit
  }
}

/** Only for methods that count confirmations. */
async function confirmationsOf({ deposits }: Pay, { method, payments }: Deposit): Promise<number> {
  if (!payments.some(({ state }) => state === 'pending')) return 0
  const all = await deposits.methods()
  return all.find(one => one.method === method)?.confirmations ?? 0
}
