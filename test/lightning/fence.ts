import fc from 'fast-check'
import { test } from 'tap'
import {
  begin,
  directionsOf,
  nextCommand,
  type Answer,
  type Next,
  type FenceCommand
} from '../../src/lightning/fence.ts'

const names = (orders: readonly FenceCommand[]): readonly string[] =>
  orders.map(order => (order.is === 'disable_channel' ? `close ${order.direction}` : order.is))

type Node = {
  /** Channels as they are each time they are listed; the last for all later times. */
  readonly lists: readonly (readonly string[])[]
  /** From which of its searches on none comes back. */
  readonly lateFrom?: number
  readonly threads?: number
}

/** What is asked of such a node, in order, and how it ends. */
function run(node: Node, closed: readonly string[] = []) {
  const orders: FenceCommand[] = []
  let [listed, searched] = [0, 0]
  let step: Next = begin(closed)
  while (step.is === 'ask') {
    orders.push(step.order)
    step = nextCommand(step.fence, step.order, answer(step.order))
  }
  function answer(order: FenceCommand): Answer {
    switch (order.is) {
      case 'list_channels':
        listed += 1
        return {
          is: 'channels',
          directions: directionsOf(node.lists[Math.min(listed, node.lists.length) - 1] ?? [])
        }
      case 'search':
        searched += 1
        return searched >= (node.lateFrom ?? Infinity) ? { is: 'late' } : { is: 'done' }
      case 'read_threads':
        return { is: 'threads', threads: node.threads ?? 1 }
      case 'disable_node':
      case 'disable_channel':
      case 'keep_threads':
      case 'one_thread':
      case 'restore_threads':
      case 'wake_queue':
        return { is: 'done' }
      default:
        return order satisfies never
    }
  }
  return { orders: names(orders), end: step }
}

const FLUSH = ['keep_threads', 'one_thread', 'search', 'read_threads', 'restore_threads']

test('the node, then every channel and alias in both directions, then the router, then once more', async t => {
  const { orders, end } = run({ lists: [['1x1x1', '9x9x9']] })
  t.strictSame(orders, [
    ...['disable_node', 'list_channels'],
    ...['close 1x1x1/0', 'close 1x1x1/1', 'close 9x9x9/0', 'close 9x9x9/1'],
    ...FLUSH,
    'list_channels'
  ])
  t.equal(end.is, 'closed')
})

test('a channel that appears meanwhile is closed, and the router is flushed again', async t => {
  const { orders, end } = run({ lists: [['1x1x1'], ['1x1x1', '2x2x2']] })
  t.strictSame(orders.slice(-9), [
    ...['list_channels', 'close 2x2x2/0', 'close 2x2x2/1'],
    ...FLUSH,
    'list_channels'
  ])
  t.equal(end.is, 'closed')
})

test('an earlier flush proves nothing once a channel has appeared and the next search stands still', async t => {
  const { orders, end } = run({ lists: [['1x1x1'], ['1x1x1', '2x2x2']], lateFrom: 2 })
  t.equal(end.is, 'not_flushed')
  t.equal(orders.at(-1), 'wake_queue')
})

test('a search that stands still proves nothing: the threads are put back and the queue is woken', async t => {
  const { orders, end } = run({ lists: [['1x1x1']], lateFrom: 1 })
  t.strictSame(orders.slice(-5), [
    'keep_threads',
    'one_thread',
    'search',
    'restore_threads',
    'wake_queue'
  ])
  t.equal(end.is, 'not_flushed')
})

test('a search that others could overtake proves nothing either', async t => {
  t.equal(run({ lists: [['1x1x1']], threads: 4 }).end.is, 'not_flushed')
  t.equal(run({ lists: [['1x1x1']], threads: 0 }).end.is, 'not_flushed')
})

test('what was closed before is not closed again, but the router is flushed each time', async t => {
  const before = directionsOf(['1x1x1'])
  const known = ['disable_node', 'list_channels', ...FLUSH, 'list_channels']
  t.strictSame(run({ lists: [['1x1x1']] }, before).orders, known)
  t.strictSame(run({ lists: [[]] }, before).orders, known)
  t.strictSame(run({ lists: [[]] }).orders, known)
  t.strictSame(run({ lists: [['2x2x2']] }, before).orders, [
    ...['disable_node', 'list_channels', 'close 2x2x2/0', 'close 2x2x2/1'],
    ...FLUSH,
    'list_channels'
  ])
})

test('it is closed only when every channel of the last list is, and a flush came after the last of them', async () => {
  const scids = fc.subarray(['1x1x1', '2x2x2', '3x3x3', '4x4x4'])
  const nodes = fc.record({
    lists: fc.array(scids, { minLength: 1, maxLength: 4 }),
    lateFrom: fc.constantFrom(1, 2, Infinity),
    threads: fc.constantFrom(1, 1, 1, 0, 4)
  })
  fc.assert(
    fc.property(nodes, scids.map(directionsOf), (node, before) => {
      const { orders, end } = run(node, before)
      if (end.is !== 'closed') return node.lateFrom !== Infinity || node.threads !== 1
      const lists = orders.filter(order => order === 'list_channels').length
      const last = directionsOf(node.lists[Math.min(lists, node.lists.length) - 1] ?? [])
      const closed = new Set([...before, ...orders.map(order => order.replace('close ', ''))])
      const flushed = orders.lastIndexOf('read_threads')
      const closedLast = orders.findLastIndex(order => order.startsWith('close '))
      return (
        last.every(direction => closed.has(direction)) &&
        closedLast < flushed &&
        orders.at(-1) === 'list_channels'
      )
    }),
    { numRuns: 2_000 }
  )
})

test('whatever happens, the threads are put back before it ends', async () => {
  const nodes = fc.record({
    lists: fc.array(fc.subarray(['1x1x1', '2x2x2']), { minLength: 1, maxLength: 3 }),
    lateFrom: fc.constantFrom(1, 2, Infinity),
    threads: fc.constantFrom(0, 1, 4)
  })
  fc.assert(
    fc.property(nodes, node => {
      const { orders } = run(node)
      return orders.lastIndexOf('restore_threads') > orders.lastIndexOf('one_thread')
    })
  )
})
