// The only reader of the environment: checked by
// schemas/config.json, or one line that says what is wrong.
import { Ajv } from 'ajv'
import schema from '../schemas/config.json' with { type: 'json' }
import type { Network } from './lightning/port.ts'

export type Config = {
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  /** Of a loopback listener for the metrics, without a key. */
  readonly metricsPort: number | undefined
  /** Lets a sandbox listen on another address than loopback. */
  readonly sandboxPublic: boolean
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly lightningRpc: string | undefined
  readonly network: Network | undefined
  readonly nodeShared: boolean
  readonly rateLimit: number
  readonly claimExpiresIn: number
  /** Payments of one owner that may be out at once; sums in msat, undefined for any. */
  readonly inFlightMax: number
  readonly inFlightMaxMsat: number | undefined
  readonly gatewayInFlightMaxMsat: number | undefined
  /** The bot, if there is one; a type of `bot/`. */
  readonly telegram:
    | {
        readonly token: string
        readonly apiRoot: string | undefined
        readonly webhookSecret: string | undefined
      }
    | undefined
  readonly logLevel: string
  /** With no node configured there is a make-believe one. */
  readonly sandbox: boolean
  /** What is set for single LApps: `LAPP_<ID>_<NAME>`. */
  readonly lapps: Readonly<Record<string, string>>
}

/** Bad configuration stops the start with this one line, exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * What this version cannot do must not be silently
 * something else: a make-believe node for a real one, say.
 */
const LATER = ['CLNREST_URL', 'SPARKO_URL', 'BTCPAY_URL', 'CHARGE_URL', 'ELECTRUM_URL'] as const

type Variables = {
  HOST: string
  PORT: number
  PUBLIC_URL?: string
  METRICS_PORT?: number
  SANDBOX_PUBLIC: boolean
  DATA_DIR: string
  DATABASE_URL?: string
  LIGHTNING_RPC?: string
  NETWORK?: Network
  NODE_SHARED: boolean
  RATE_LIMIT?: number
  CLAIM_EXPIRES_IN: number
  IN_FLIGHT_MAX: number
  IN_FLIGHT_MAX_MSAT?: number
  GATEWAY_IN_FLIGHT_MAX_MSAT?: number
  TELEGRAM_BOT_TOKEN?: string
  TELEGRAM_API_ROOT?: string
  TELEGRAM_WEBHOOK_SECRET?: string
  LOG_LEVEL: string
}

const validate = new Ajv({ coerceTypes: true, useDefaults: true }).compile<Variables>(schema)

/** @throws {ConfigError} that names the variable, what is wrong and what would be right. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env
): Config {
  const later = LATER.find(name => (env[name] ?? '') !== '')
  if (later !== undefined) {
    throw new ConfigError(`${later} is not understood by this version yet: unset it.`)
  }
  const known = Object.keys(schema.properties)
  const set = Object.entries(env).filter(([name, value]) => known.includes(name) && value !== '')
  const variables: unknown = Object.fromEntries(set)
  if (!validate(variables)) throw new ConfigError(complaint(env))
  if (variables.METRICS_PORT === variables.PORT) {
    throw new ConfigError(
      `METRICS_PORT must be another port than PORT; both are ${variables.PORT}.`
    )
  }
  const host = variables.HOST.includes(':') ? `[${variables.HOST}]` : variables.HOST
  const sandbox = variables.LIGHTNING_RPC === undefined
  return {
    host: variables.HOST,
    port: variables.PORT,
    publicUrl: variables.PUBLIC_URL ?? `http://${host}:${variables.PORT}`,
    metricsPort: variables.METRICS_PORT,
    sandboxPublic: variables.SANDBOX_PUBLIC,
    dataDir: variables.DATA_DIR,
    databaseUrl: variables.DATABASE_URL,
    lightningRpc: variables.LIGHTNING_RPC,
    network: variables.NETWORK,
    nodeShared: variables.NODE_SHARED,
    rateLimit: variables.RATE_LIMIT ?? (sandbox ? 0 : 100),
    claimExpiresIn: variables.CLAIM_EXPIRES_IN,
    inFlightMax: variables.IN_FLIGHT_MAX,
    inFlightMaxMsat: variables.IN_FLIGHT_MAX_MSAT,
    gatewayInFlightMaxMsat: variables.GATEWAY_IN_FLIGHT_MAX_MSAT,
    telegram: telegramOf(variables),
    logLevel: variables.LOG_LEVEL,
    sandbox,
    lapps: lappsOf(env)
  }
}

const telegramOf = (variables: Variables): Config['telegram'] =>
  variables.TELEGRAM_BOT_TOKEN === undefined
    ? undefined
    : {
        token: variables.TELEGRAM_BOT_TOKEN,
        apiRoot: variables.TELEGRAM_API_ROOT,
        webhookSecret: variables.TELEGRAM_WEBHOOK_SECRET
      }

function complaint(env: Readonly<Record<string, string | undefined>>): string {
  const name = validate.errors?.[0]?.instancePath.slice(1) ?? ''
  const properties: Record<string, { description: string }> = schema.properties
  const right = properties[name]?.description ?? 'what the README says'
  // An address may carry a password, so what was given is not repeated for those.
  const given = /_(URL|TOKEN|SECRET)$/.test(name)
    ? 'what was given is not one'
    : `not ${JSON.stringify(env[name])}`
  return `${name} must be ${right}; ${given}.`
}

const lappsOf = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith('LAPP_') && value !== undefined && value !== '' ? [[name, value]] : []
    )
  )
