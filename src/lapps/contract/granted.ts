// The tier granted by `lapp check`, stored in the LApp's folder; void as soon as a file of the
// folder changes.
import { createHash } from 'node:crypto'
import type { Form } from './form.ts'

export const TIERS = ['none', 'bronze', 'silver', 'gold', 'platinum'] as const
export type Tier = (typeof TIERS)[number]

export type Granted = {
  readonly tier: Tier
  readonly version: string
  /** The day of the check. */
  readonly checked: string
  /** The day of the oldest recording. */
  readonly recorded: string | undefined
  /** Digest of the folder's files, except those that `check` itself writes. */
  readonly digest: string
  /** The forms, against which the next version is compared. */
  readonly input: Form
  readonly output: Form | undefined
  /** Exempted rules, with the reasons. */
  readonly exempt: Readonly<Record<string, string>>
}

export const GRANTED = 'tier.json'
export const DRAWINGS = 'drawings.txt'

/** An older recording says little about the service of today. */
export const FRESH_DAYS = 180

export function readGranted(text: string | undefined): Granted | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Granted)
  } catch {
    return undefined
  }
}

/** The tier as of today: none if the folder changed, silver if recordings are stale. */
export function tierNow(
  granted: Granted | undefined,
  files: ReadonlyMap<string, string>,
  now: Date
): Tier {
  if (granted?.digest !== digestOf(files)) return 'none'
  const { tier } = granted
  if (tier !== 'gold' && tier !== 'platinum') return TIERS.includes(tier) ? tier : 'none'
  const since = granted.recorded === undefined ? 0 : now.getTime() - Date.parse(granted.recorded)
  return since > FRESH_DAYS * 86_400_000 ? 'silver' : tier
}

export function digestOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path !== GRANTED && path !== DRAWINGS) hash.update(JSON.stringify([path, text]))
  }
  return hash.digest('hex')
}
