// Probes: is the process alive, and can it do its work?
import { AppError } from '../../core/errors.ts'
import type { App } from '../wire/app.ts'
import { exactly, TEXT } from '../wire/schema.ts'

export type Ready = () => Promise<{
  /** In words; empty if nothing is missing. */
  readonly missing: readonly string[]
  /** What an operator should look at, although everything works. */
  readonly warnings: readonly string[]
}>

/** Identifies this gateway to a caller who wants to know whether it is the right one. */
export type About = { readonly mode: 'real' | 'sandbox'; readonly version: string }

export function health(app: App, ready: Ready, about: About): void {
  const tags = ['health']
  const mode = {
    type: 'string',
    enum: ['real', 'sandbox'],
    description: 'In a sandbox all money is make-believe'
  } as const
  const live = exactly({ status: { type: 'string', enum: ['live'] }, mode, version: TEXT })
  app.get(
    '/health/live',
    { schema: { tags, summary: 'Answers while the process lives', response: { 200: live } } },
    () => ({ status: 'live' as const, ...about })
  )
  const all = exactly({
    status: { type: 'string', enum: ['ready'] },
    mode,
    version: TEXT,
    warnings: { type: 'array', items: TEXT }
  })
  app.get(
    '/health/ready',
    { schema: { tags, summary: 'Says what is missing, if anything is', response: { 200: all } } },
    async () => {
      const { missing, warnings } = await ready()
      if (missing.length > 0) throw new AppError('not_ready', `Missing: ${missing.join(', ')}`)
      return { status: 'ready' as const, ...about, warnings: [...warnings] }
    }
  )
}
