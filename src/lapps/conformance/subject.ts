// Opens what the suite examines: one folder of `lapps/` and its LApp in its process.
import { basename } from 'node:path'
import { clock } from '../../core/clock.ts'
import { SILENT } from '../../core/log.ts'
import type { Msat } from '../../core/msat.ts'
import { NetError } from '../../net/error.ts'
import { readFiles } from '../contract/files.ts'
import { GRANTED, readGranted, type Granted } from '../contract/granted.ts'
import { HOST_LIMITS } from '../process/host.ts'
import { PROCESS_LIMITS } from '../process/lapp-process.ts'
import { readManifest } from '../contract/manifest.ts'
import { openLApp, whyInvalid, type LAppCard } from '../open-lapp.ts'
import { openDriver, type Driver } from './drive.ts'
import { readFixture, type Fixture } from './fixture.ts'

/** The host's own invoice check, passed in: this room must not import `payment/`. */
export type CheckInvoice = (
  bolt11: string,
  agreed: {
    readonly network: Fixture['network']
    readonly now: Date
    readonly quotedMsat: Msat
    readonly expiryMin: number
  }
) =>
  | { readonly is: 'payable'; readonly amountMsat: Msat }
  | { readonly is: 'refused'; readonly why: string }

export type Deps = {
  readonly checkInvoice: CheckInvoice
  readonly now: Date
  readonly fuzz: { readonly runs: number; readonly seed: number }
}

export type Subject = Deps & {
  readonly id: string
  /** File contents, by path below the folder. */
  readonly files: ReadonlyMap<string, string>
  readonly card: LAppCard
  readonly fixtures: readonly Fixture[]
  /** Unreadable recordings, and why. */
  readonly unreadable: readonly string[]
  readonly driver: Driver
  /** The values that the LApp was given as secrets, used nowhere else. */
  readonly secrets: Readonly<Record<string, string>>
  /** Replaces them by the recording's own placeholders. */
  readonly toRecorded: (fixture: Fixture) => (text: string) => string
  /** What the last check granted. */
  readonly before: Granted | undefined
}

/** @returns why it cannot be examined, if it cannot */
export async function openSubject(folder: string, deps: Deps): Promise<Subject | string> {
  const id = basename(folder)
  const files = await readFiles(folder).catch(whyInvalid)
  if (typeof files === 'string') return files
  const manifest = readManifest(id, files.get('lapp.json') ?? '')
  if (manifest.is === 'invalid') return manifest.why
  const secrets = Object.fromEntries(
    Object.keys(manifest.manifest.secrets).map(name => [name, `canary-${name}-7f3a9c51`])
  )
  const prefix = `LAPP_${id.toUpperCase().replaceAll('-', '_')}_`
  const opened = await openLApp(folder, {
    variables: Object.fromEntries(Object.entries(secrets).map(([k, v]) => [prefix + k, v])),
    clients: { named: nowhere, chosen: nowhere },
    log: SILENT,
    clock,
    limits: { ...HOST_LIMITS, ...PROCESS_LIMITS }
  })
  if (opened.is === 'invalid') return opened.why
  opened.lapp.host.close()
  const read = [...files]
    .filter(([path]) => /^fixtures\/[^/]+\.json$/.test(path))
    .map(([path, text]) => readFixture(basename(path, '.json'), text))
  return {
    ...deps,
    id,
    files,
    card: opened.lapp.card,
    fixtures: read.flatMap(one => (one.is === 'ok' ? [one.fixture] : [])),
    unreadable: read.flatMap(one => (one.is === 'invalid' ? [one.why] : [])),
    driver: openDriver(folder, opened.lapp, secrets),
    secrets,
    toRecorded: fixture => text =>
      Object.entries(secrets).reduce(
        (sofar, [name, value]) => sofar.replaceAll(value, fixture.secrets[name] ?? value),
        text
      ),
    before: readGranted(files.get(GRANTED))
  }
}

const nowhere = (): Promise<Response> =>
  Promise.reject(new NetError('unreachable', 'the suite plays the web'))
