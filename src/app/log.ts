// Writes the log: JSON lines on stderr, each with the trace id of the request that it belongs to,
// with secrets redacted.
import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config.ts'
import { trace } from '../core/trace.ts'

export function openLog(
  config: Pick<Config, 'logLevel' | 'databaseUrl' | 'lapps'> & Partial<Pick<Config, 'telegram'>>,
  destination: DestinationStream = standardError()
): Logger {
  const blot = blotter(secretsOf(config))
  return pino(
    {
      level: config.logLevel,
      mixin: () => {
        const name = trace()
        return name === undefined ? {} : { trace: name }
      },
      serializers: { error: pino.stdSerializers.err },
      // Redacts the serialised line, so that whatever a library puts into its errors is covered.
      hooks: { streamWrite: blot }
    },
    destination
  )
}

/** Lines that wait for a disk that is full, or for a reader; those after them are lost. */
const WAITING_MAX_BYTES = 16_000_000

/**
 * On a full disk nothing ends and nobody waits: lines are kept for the next write. At the end of
 * the process sonic-boom 4 would try to write them for ever.
 */
function standardError(): DestinationStream {
  const stream = pino.destination({ dest: 2, maxLength: WAITING_MAX_BYTES })
  const flush = stream.flushSync.bind(stream)
  let refused = false
  stream.on('error', () => (refused = true)).on('write', () => (refused = false))
  stream.flushSync = () => {
    if (!refused) flush()
  }
  return stream
}

/**
 * Recognised by form, wherever they occur: keys, bearer tokens, passwords in URLs, webhook secrets;
 * preimages by their field name.
 */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/(lgk_[0-9a-f]{8})_[A-Za-z0-9_-]+/g, '$1_[secret]'],
  [/(Bearer +)[^\s"'\\]+/gi, '$1[secret]'],
  [/([a-z]+:\/\/[^\s:@/"']*:)[^\s@/"']+@/g, '$1[secret]@'],
  [/(whsec_)[A-Za-z0-9+/=_-]+/g, '$1[secret]'],
  [/(preimage\\*["']?: ?\\*["']?)[0-9a-f]{64}/gi, '$1[secret]']
]

/** Shorter secrets cannot be told from ordinary words. */
const SHORTEST = 6

function blotter(secrets: readonly string[]): (line: string) => string {
  const known = secrets
    .flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .filter(secret => secret.length >= SHORTEST)
  return line =>
    FORMS.reduce(
      (text, [form, instead]) => text.replace(form, instead),
      known.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
    )
}

/** Secrets from the environment: the database's password, the bot's token, the LApps' secrets. */
function secretsOf({
  databaseUrl,
  lapps,
  telegram
}: Pick<Config, 'databaseUrl' | 'lapps'> & Partial<Pick<Config, 'telegram'>>) {
  const password = /^[^:]+:\/\/[^:@/]*:([^@]*)@/.exec(databaseUrl ?? '')?.[1] ?? ''
  const open = /_(URL|SURCHARGE)$/
  const theirs = Object.entries(lapps).filter(([name]) => !open.test(name))
  const bot = [telegram?.token ?? '', telegram?.webhookSecret ?? '']
  return [password, decoded(password), ...bot, ...theirs.map(([, value]) => value)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
