// Long polling: requests updates from Telegram, and confirms them only once they are stored.
import type { Api } from 'grammy'
import { GrammyError, HttpError } from 'grammy'
import { pollingLoop } from '../../core/polling-loop.ts'
import type { Deps } from '../rooms.ts'
import type { Receiver } from './receive.ts'

export const UPDATES = [
  ...(['message', 'edited_message', 'callback_query', 'inline_query'] as const),
  ...(['message_reaction', 'my_chat_member'] as const)
]

const WAIT_SECONDS = 25
/** grammY's default is minutes, in which a connection that was lost would be listened to. */
export const POLL_SECONDS_MAX = WAIT_SECONDS + 15
const PAUSE_MS = 1_000

/** Polls until the stop signal. `api` must not retry by itself. */
export async function poll(
  api: Api,
  receiver: Receiver,
  { clock, log, stop }: Pick<Deps, 'clock' | 'log' | 'stop'>
): Promise<void> {
  let offset = 0
  let isOurs = false
  let told = ''
  const allowed_updates = [...UPDATES]
  await pollingLoop(clock, stop, async () => {
    try {
      // Once: whoever sets another later means it, and reads in the log that there are two of us.
      // If it stays, the request below is refused, and says so.
      isOurs ||= await api.deleteWebhook(undefined, signalOf(stop)).catch(isUnknown)
      const asked = { offset, timeout: WAIT_SECONDS, limit: 100, allowed_updates }
      const updates = await api.getUpdates(asked, signalOf(stop))
      await receiver.take(updates)
      offset = (updates.at(-1)?.update_id ?? offset - 1) + 1
      told = ''
      return 0
    } catch (error) {
      // The stop signal aborts the pending request: that is no error.
      const reason = reasonOf(error)
      const isNews = error instanceof GrammyError && reason !== told
      log[isNews ? 'warn' : 'debug']({ reason }, 'polling waits')
      told = reason
      return PAUSE_MS
    }
  })
}

/** A Bot API server without webhooks has none to take away. */
const isUnknown = (error: unknown): boolean =>
  error instanceof GrammyError && error.error_code === 404

/** A revoked token, a second poller or a webhook elsewhere: somebody has to do something. */
export function reasonOf(error: unknown): string {
  if (error instanceof GrammyError) return error.description
  if (error instanceof HttpError) return 'no answer'
  return error instanceof Error ? error.name : ''
}

type Signal = NonNullable<Parameters<Api['getUpdates']>[1]>

/** grammY's own type has a few more members, which it does not use here. */
export const signalOf = (signal: AbortSignal): Signal => signal as unknown as Signal
