// What is told of an event: the same text to a webhook and in a stream.
import { showId, type Id } from '../core/ids.ts'
import type { LoggedEvent } from './event-log.ts'

/** The resource as it stands now, as the outside sees it; undefined where it is gone. */
export type Present = (
  event: Pick<LoggedEvent, 'account' | 'type' | 'subject'>
) => Promise<object | undefined>

/**
 * Its data is the resource in its present state: what comes late or twice is never older than what
 * came before. `sequence` counts the events of one resource.
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
