// Opens one folder of `lapps/`: its manifest, its form (from its own process, never imported here),
// its host.
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Form } from './contract/form.ts'
import { checkForm, inputReader, type Read } from './contract/form-check.ts'
import { indexOf } from './contract/index-of.ts'
import { OddFolder, readFiles } from './contract/files.ts'
import { GRANTED, readGranted, tierNow, type Tier } from './contract/granted.ts'
import { Host, type HostLimits } from './process/host.ts'
import { chooseIdentity, mayChangeUser, type Identity } from './process/identity.ts'
import { LAppProcess, type ProcessLimits } from './process/lapp-process.ts'
import { filesFor, launch } from './process/launch.ts'
import { readManifest, type Manifest } from './contract/manifest.ts'
import type { Described } from './process/protocol.ts'
import { openReach, type Clients } from './process/reach.ts'
import { redactor } from './process/redact.ts'
import { Session } from './process/session.ts'
import { settingsOf, type Settings, type Shops } from './settings.ts'
import { readTranslations, type Translations } from './contract/translations.ts'

export type OpenDeps = {
  /** The operator's `LAPP_<ID>_…`. */
  readonly variables: Readonly<Record<string, string>>
  readonly shops?: Shops
  readonly clients: Clients
  readonly log: Log
  readonly clock: Clock
  readonly limits: HostLimits & ProcessLimits
}

/** A LApp's entry in the catalogue. */
export type LAppCard = {
  readonly id: string
  /** Where its files are. */
  readonly folder?: string
  readonly manifest: Manifest
  readonly input: Form
  readonly output: Form | undefined
  readonly hasQuote: boolean
  readonly delivers: boolean
  /** `needs_setup`: a secret is missing. */
  readonly status: Manifest['status'] | 'needs_setup'
  readonly missing: readonly string[]
  /** Its translations. */
  readonly translations?: Translations
  /** Why it cannot be bought now, if its status alone does not say. */
  readonly why?: string
  /** The tier granted by `lapp check`, as far as it still holds. */
  readonly tier: Tier
  /**
   * Validates a buyer's answers: returns them with defaults filled in, or the invalid field and
   * what would be valid.
   */
  readonly read: (input: unknown) => Read
}

/** A LApp that can be called. */
export type OpenLApp = {
  readonly card: LAppCard
  readonly host: Host
  /** It runs without a user of its own, though the gateway could give it one. */
  readonly unparted: boolean
  readonly readOutput: (output: unknown) => Read
  readonly redact: (text: string) => string
}

export type Opened =
  | { readonly is: 'open'; readonly lapp: OpenLApp }
  | { readonly is: 'invalid'; readonly id: string; readonly why: string }

export async function openLApp(folder: string, deps: OpenDeps): Promise<Opened> {
  const id = basename(folder)
  const invalid = (why: string): Opened => ({ is: 'invalid', id, why })
  const files = await readFiles(folder).catch(whyInvalid)
  if (typeof files === 'string') return invalid(files)
  const text = files.get('lapp.json')
  if (text === undefined) return invalid('there is no lapp.json')
  const read = readManifest(id, text)
  if (read.is === 'invalid') return invalid(read.why)
  const { manifest } = read
  const settings = settingsOf(manifest, deps.variables, deps.shops)
  if (settings.url !== undefined && !/^https?:$/.test(URL.parse(settings.url)?.protocol ?? '')) {
    return invalid('the address that replaces its url is not one')
  }
  const redact = redactor(settings.secrets)
  const identity = chooseIdentity(filesFor(folder))
  const unparted = identity === undefined && mayChangeUser()
  const host = openHost(folder, manifest, settings, redact, identity, deps)
  const described = await host.describe()
  const forms = described.is === 'lapp' ? readForms(described) : { why: described.why }
  if ('why' in forms || described.is === 'broken') {
    host.close()
    return invalid(`index.ts: ${redact('why' in forms ? forms.why : '')}`)
  }
  const { missing } = settings
  const { readOutput, ...drawn } = forms
  const card: LAppCard = {
    id,
    folder,
    manifest,
    missing,
    ...drawn,
    hasQuote: described.quotes,
    delivers: described.delivers,
    translations: readTranslations(files),
    tier: tierNow(readGranted(files.get(GRANTED)), files, deps.clock.date()),
    status: missing.length > 0 ? ('needs_setup' as const) : manifest.status
  }
  return { is: 'open', lapp: { card, host, unparted, readOutput, redact } }
}

export const whyInvalid = (error: unknown): string =>
  error instanceof OddFolder ? error.message : 'its files cannot be read'

type Forms = Pick<LAppCard, 'input' | 'output' | 'read'> & Pick<OpenLApp, 'readOutput'>

const NOTHING: Form = { type: 'object', properties: {}, additionalProperties: false }

function readForms(described: Described): Forms | { readonly why: string } {
  const input = checkForm(described.input)
  if (input.is === 'invalid') return { why: `input: ${input.why}` }
  const output = checkForm(described.output ?? NOTHING)
  if (output.is === 'invalid') return { why: `output: ${output.why}` }
  return {
    input: input.form,
    output: described.output === undefined ? undefined : output.form,
    read: inputReader(input.form),
    readOutput: inputReader(output.form, '/output')
  }
}

function openHost(
  folder: string,
  manifest: Manifest,
  settings: Settings,
  redact: (text: string) => string,
  identity: Identity | undefined,
  { clients, log, clock, limits }: OpenDeps
): Host {
  const reach = openReach(manifest, settings.url, clients)
  const url = (settings.url ?? manifest.url).replace(/\/*$/, '/')
  const index = pathToFileURL(indexOf(folder)).href
  const say: Log['info'] = (facts, message) =>
    log.info({ lapp: manifest.id, says: redact(JSON.stringify(facts)) }, redact(message))
  return new Host(
    () =>
      new Session(
        (onMessage, onEnd) => {
          const own = new LAppProcess(launch(folder, identity), limits, onMessage, onEnd)
          own.send({ is: 'hello', index, url, secrets: settings.secrets })
          return own
        },
        reach,
        { ...log, info: say },
        clock
      ),
    limits,
    clock
  )
}
