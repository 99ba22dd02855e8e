// The only reader of the environment: validates it against schemas/config.json, or fails with one
// line that says what is wrong.
import { Ajv } from 'ajv'
import schema from '../schemas/config.json' with { type: 'json' }
import { isRange } from './core/addresses.ts'
import { depositsOf, type DepositVariables } from './core/deposit-variables.ts'
import { doorOf, type DoorVariables } from './lightning/transport-variables.ts'
import { LAPPS, lappVariables, whyNotOpened } from './lapps/installed.ts'
import type { Network } from './lightning/port.ts'
import { isOfContainers, unknownVariable } from './core/unknown-variable.ts'

export type Config = Readonly<ReturnType<typeof configOf>>

/**
 * Variables of the contract that are not implemented yet: setting one must not be silently ignored.
 */
const PLANNED = ['ADDRESS_DOMAIN', 'NWC_RELAYS'] as const

/** Invalid configuration: stops the start with this one line, exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Variables = {
  HOST: string
  PORT: number
  PUBLIC_URL?: string
  METRICS_PORT?: number
  OPERATOR_CHAT?: string
  SECURITY_CONTACT?: string
  SANDBOX_PUBLIC: boolean
  DATA_DIR: string
  DATABASE_URL?: string
  NETWORK?: Network
  NODE_SHARED: boolean
  GATEWAY_MODE?: 'real' | 'sandbox'
  RATE_LIMIT?: number
  SHED_LATE_MS: number
  TRUST_PROXY?: string
  WEBHOOK_ALLOW_PRIVATE?: boolean
  PAID_ENDPOINTS?: boolean
  CLAIM_EXPIRES_IN: number
  TRANSFER_MEMO_MIN: number
  IN_FLIGHT_MAX: number
  IN_FLIGHT_MAX_MSAT?: number
  GATEWAY_IN_FLIGHT_MAX_MSAT?: number
  RATES?: 'kraken' | 'coinbase' | 'btcpay'
  LAPPS?: string
  LAPPS_DIR?: string
  TELEGRAM_BOT_TOKEN?: string
  TELEGRAM_API_ROOT?: string
  TELEGRAM_WEBHOOK_SECRET?: string
  LOG_LEVEL: string
} & DepositVariables &
  DoorVariables

const validate = new Ajv({ coerceTypes: true, useDefaults: true }).compile<Variables>(schema)

type Environment = Readonly<Record<string, string | undefined>>

/** @throws {ConfigError} that names the variable, what is wrong and what would be valid. */
export function readConfig(all: Environment = process.env, lapps = namesIn(all)): Config {
  const env = Object.fromEntries(Object.entries(all).filter(([name]) => !isOfContainers(name, all)))
  mustMean(env, lapps)
  const set = Object.entries(env).filter(([name, value]) => NAMES.includes(name) && value !== '')
  const variables: unknown = Object.fromEntries(set)
  if (!validate(variables)) throw new ConfigError(complaint(env))
  if (variables.METRICS_PORT === variables.PORT) {
    fail(`METRICS_PORT must be another port than PORT; both are ${variables.PORT}.`)
  }
  return configOf(variables, env)
}

function configOf(variables: Variables, env: Environment) {
  const host = variables.HOST.includes(':') ? `[${variables.HOST}]` : variables.HOST
  const door = doorOf(variables, fail)
  const sandbox = door === undefined
  const deposits = depositsOf(variables, fail)
  if (variables.RATES === 'btcpay' && deposits.btcpay === undefined) {
    fail('BTCPAY_URL must be set as well, since RATES is btcpay.')
  }
  return {
    host: variables.HOST,
    port: variables.PORT,
    publicUrl: variables.PUBLIC_URL ?? `http://${host}:${variables.PORT}`,
    /** Port of a loopback listener for the metrics, without a key. */
    metricsPort: variables.METRICS_PORT,
    securityContact: variables.SECURITY_CONTACT,
    /** Lets a sandbox listen on an address other than loopback. */
    sandboxPublic: variables.SANDBOX_PUBLIC,
    dataDir: variables.DATA_DIR,
    databaseUrl: variables.DATABASE_URL,
    /** How to reach the node; undefined: the sandbox's. */
    door,
    network: variables.NETWORK,
    nodeShared: variables.NODE_SHARED,
    /** The mode that the operator demands; undefined: follows from the node. */
    mode: variables.GATEWAY_MODE,
    ...limitsOf(variables, sandbox),
    /** Comma-separated addresses of proxies whose X-Forwarded-* headers are trusted. */
    trustProxy: proxiesOf(variables),
    webhookAllowPrivate: variables.WEBHOOK_ALLOW_PRIVATE ?? sandbox,
    /** Callers without an account may buy. */
    paidEndpoints: variables.PAID_ENDPOINTS ?? sandbox,
    /** The exchange that is asked for the price of a bitcoin. */
    rates: variables.RATES,
    telegram: telegramOf(variables),
    /** The configured sources of deposits beside our node. */
    deposits,
    logLevel: variables.LOG_LEVEL,
    /** If no node is configured, the make-believe one is used. */
    sandbox,
    /** The LApps to open; undefined for all. */
    offered: variables.LAPPS?.split(','),
    lappsDir: variables.LAPPS_DIR,
    lapps: lappsOf(env)
  }
}

/** Sums in msat; undefined for no limit. */
const limitsOf = (variables: Variables, sandbox: boolean) => ({
  rateLimit: variables.RATE_LIMIT ?? (sandbox ? 0 : 100),
  /** The event loop's mean delay, in ms, above which new requests get 503. */
  shedLateMs: variables.SHED_LATE_MS,
  claimExpiresIn: variables.CLAIM_EXPIRES_IN,
  /** A transfer below this carries no memo to a person. */
  transferMemoMin: variables.TRANSFER_MEMO_MIN,
  /** Of one owner's payments in flight. */
  inFlightMax: variables.IN_FLIGHT_MAX,
  inFlightMaxMsat: variables.IN_FLIGHT_MAX_MSAT,
  gatewayInFlightMaxMsat: variables.GATEWAY_IN_FLIGHT_MAX_MSAT
})

/**
 * The variables of LApps.
 * @throws {ConfigError} unless the operator's own can be opened beside ours.
 */
function namesIn({ LAPPS_DIR: own = '' }: Environment): readonly string[] {
  const why = own === '' ? undefined : whyNotOpened(own)
  if (why !== undefined) fail(why)
  return lappVariables(LAPPS, ...(own === '' ? [] : [own]))
}

function proxiesOf({ TRUST_PROXY: given }: Variables): string | undefined {
  const wrong = given?.split(',').find(range => !isRange(range.trim()))
  if (wrong === undefined) return given?.replaceAll(' ', '')
  return fail(
    `TRUST_PROXY must be addresses or networks, parted by commas, such as 127.0.0.1,10.0.0.0/8; not ${JSON.stringify(wrong)}.`
  )
}

function fail(why: string): never {
  throw new ConfigError(why)
}

const NAMES: readonly string[] = Object.keys(schema.properties)

/** @throws {ConfigError} for a variable that is meant for the gateway but unknown to it. */
function mustMean(env: Environment, lapps: readonly string[]): void {
  const later = PLANNED.find(name => !NAMES.includes(name) && (env[name] ?? '') !== '')
  if (later !== undefined) {
    throw new ConfigError(`${later} is not understood by this version yet: unset it.`)
  }
  const unknown = unknownVariable(env, [...NAMES, ...lapps])
  if (unknown !== undefined) {
    const { name, nearest } = unknown
    const isOfLApp = lapps.some(one => one.endsWith('_URL') && name.startsWith(one.slice(0, -3)))
    const hint = isOfLApp ? ' A secret stands in lapp.json: "secrets": {"NAME": {…}}.' : ''
    throw new ConfigError(
      `${name} means nothing to this gateway: the nearest is ${nearest}; mend it, or unset it.${hint}`
    )
  }
}

/** Of the bot, if there is one. */
const telegramOf = (variables: Variables) =>
  variables.TELEGRAM_BOT_TOKEN === undefined
    ? withoutBot(variables)
    : {
        token: variables.TELEGRAM_BOT_TOKEN,
        apiRoot: variables.TELEGRAM_API_ROOT,
        webhookSecret: variables.TELEGRAM_WEBHOOK_SECRET,
        /** The chat that alarms are told to. */
        operatorChat: variables.OPERATOR_CHAT
      }

function withoutBot({ OPERATOR_CHAT: chat }: Variables): undefined {
  if (chat !== undefined) fail('TELEGRAM_BOT_TOKEN must be set as well, since OPERATOR_CHAT is.')
}

function complaint(env: Environment): string {
  const name = validate.errors?.[0]?.instancePath.slice(1) ?? ''
  const properties: Record<string, { description: string }> = schema.properties
  const right = properties[name]?.description ?? 'what the README says'
  // A URL may contain a password, so values of these variables are not repeated.
  const given = /_(URL|TOKEN|SECRET|KEY|PASSWORD|RUNE)$/.test(name)
    ? 'what was given is not one'
    : `not ${JSON.stringify(env[name])}`
  return `${name} must be ${right}; ${given}.`
}

/** Settings of single LApps: `LAPP_<ID>_<NAME>`. */
const lappsOf = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith('LAPP_') && value !== undefined && value !== '' ? [[name, value]] : []
    )
  )
