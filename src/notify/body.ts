// The body of an event, the same for webhooks and streams.
import { showId, type Id } from '../core/ids.ts'
import type { LoggedEvent } from './event-log.ts'

/** The current public view of the resource; undefined if it no longer exists. */
export type Present = (
  event: Pick<LoggedEvent, 'account' | 'type' | 'subject'>
) => Promise<object | undefined>

/**
 * Its data is the present state of the resource, so that a late or repeated event is never older
 * than those before it. `sequence` counts the events of one resource.
 */
export async function bodyOf(event: LoggedEvent, present: Present): Promise<string> {
  return JSON.stringify({
    id: eventName(event.id),
    type: event.type,
    created_at: event.createdAt.toISOString(),
    account: showId('acc', event.account),
    sequence: event.sequence,
    data: (await present(event)) ?? null
  })
}

export const eventName = (id: Id): string => showId('evt', id)
