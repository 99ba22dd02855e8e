// The fence's sequence of commands (safe-payer.md 3.8, 1 to 3): what to ask the node next, given
// its last answer. Pure; each command is answered before the next is given.

/** One command to the node, or one write to the database, at a time. */
export type FenceCommand =
  | { readonly is: 'disable_node' }
  | { readonly is: 'list_channels' }
  | { readonly is: 'disable_channel'; readonly direction: string }
  /** Stores how many searches may run at once, so that a dead process's change can be undone. */
  | { readonly is: 'keep_threads' }
  | { readonly is: 'one_thread' }
  | { readonly is: 'search' }
  | { readonly is: 'read_threads' }
  | { readonly is: 'restore_threads' }
  /** Something has to finish, so that the queue moves on; its result is not awaited. */
  | { readonly is: 'wake_queue' }

export type Answer =
  | { readonly is: 'done' }
  | { readonly is: 'channels'; readonly directions: readonly string[] }
  | { readonly is: 'threads'; readonly threads: number }
  /** No answer in time: a search that hangs blocks those behind it. */
  | { readonly is: 'late' }

export type Fence = {
  /** Channel directions that the layer has closed by name. */
  readonly closed: ReadonlySet<string>
  /** Channel directions still to be closed. */
  readonly open: readonly string[]
  /** Every search that began before the last of them was closed has ended. */
  readonly flushed: boolean
}

export type Next =
  | { readonly is: 'ask'; readonly order: FenceCommand; readonly fence: Fence }
  /** No search of this layer finds a route any more, and none that did is still running. */
  | { readonly is: 'closed'; readonly fence: Fence }
  | { readonly is: 'not_flushed'; readonly fence: Fence }

/** @param closed what an earlier fence of the layer closed; the router is flushed nevertheless */
export const begin = (closed: readonly string[]): Next =>
  ask({ is: 'disable_node' }, { closed: new Set(closed), open: [], flushed: false })

export function nextCommand(fence: Fence, asked: FenceCommand, answer: Answer): Next {
  switch (asked.is) {
    case 'disable_node':
      return ask({ is: 'list_channels' }, fence)
    case 'list_channels':
      return listed(fence, answer.is === 'channels' ? answer.directions : [])
    case 'disable_channel':
      return closeNext({ ...fence, closed: new Set([...fence.closed, asked.direction]) })
    case 'keep_threads':
      return ask({ is: 'one_thread' }, fence)
    case 'one_thread':
      return ask({ is: 'search' }, fence)
    case 'search':
      return answer.is === 'late'
        ? ask({ is: 'restore_threads' }, fence)
        : ask({ is: 'read_threads' }, fence)
    case 'read_threads': {
      // With more than one thread, the flushing search may have overtaken one that is still
      // running.
      const flushed = answer.is === 'threads' && answer.threads === 1
      return ask({ is: 'restore_threads' }, { ...fence, flushed })
    }
    case 'restore_threads':
      return ask(fence.flushed ? { is: 'list_channels' } : { is: 'wake_queue' }, fence)
    case 'wake_queue':
      return { is: 'not_flushed', fence }
    default:
      return asked satisfies never
  }
}

/**
 * A channel that has appeared offers a route: it is closed too, and everything is flushed again.
 */
function listed(fence: Fence, directions: readonly string[]): Next {
  const open = directions.filter(direction => !fence.closed.has(direction))
  if (open.length === 0 && fence.flushed) return { is: 'closed', fence }
  return closeNext({ ...fence, open, flushed: false })
}

function closeNext(fence: Fence): Next {
  const [direction, ...open] = fence.open
  return direction === undefined
    ? ask({ is: 'keep_threads' }, fence)
    : ask({ is: 'disable_channel', direction }, { ...fence, open })
}

/** Both directions under every name of a channel. */
export const directionsOf = (scids: readonly string[]): readonly string[] =>
  scids.flatMap(scid => [`${scid}/0`, `${scid}/1`])

const ask = (order: FenceCommand, fence: Fence): Next => ({ is: 'ask', order, fence })
