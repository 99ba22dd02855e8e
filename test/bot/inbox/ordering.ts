import type { Update } from 'grammy/types'
import { test } from 'tap'
import { laneOf } from '../../../src/bot/inbox/ordering.ts'

const [ann, bob] = [7, 8].map(id => ({ id, is_bot: false, first_name: 'x' }))
const group = { id: -100, type: 'supergroup' }
const said = (more: object): Update =>
  ({ update_id: 1, message: { message_id: 2, chat: group, from: ann, ...more } }) as never
const reply = { message_id: 1, chat: group, from: bob, text: 'hi' }

const TURNS: readonly (readonly [
  what: string,
  update: Update,
  alone: number[],
  shared: number[]
])[] = [
  ['a private message', said({ chat: { id: 7, type: 'private' }, text: '/balance' }), [7], []],
  ['a tip', said({ text: '/tip 5', reply_to_message: reply }), [7], [-100, 8]],
  ['a bare tip', said({ text: 'ha, tip!5', reply_to_message: reply }), [7], [-100, 8]],
  ['a tip without a reply', said({ text: '/tip 5' }), [7], [-100]],
  ['a command in a group', said({ text: '/help' }), [7, -100], []],
  ['a send in a group', said({ text: '/send 5 @bob' }), [7, -100], []],
  ['talk in a group', said({ text: 'hello' }), [7], []],
  ['a command for another bot', said({ text: '/help@other_bot' }), [7], []],
  [
    'a button in a group',
    { update_id: 1, callback_query: { from: ann, message: { chat: group } } } as never,
    [7, -100],
    []
  ],
  ['a button of a gift', { update_id: 1, callback_query: { from: ann } } as never, [7], []],
  ['a query', { update_id: 1, inline_query: { from: ann } } as never, [7], []],
  [
    'a reaction',
    { update_id: 1, message_reaction: { chat: group, user: ann } } as never,
    [7],
    [-100, 8]
  ],
  [
    'being added',
    { update_id: 1, my_chat_member: { chat: group, from: ann } } as never,
    [7, -100],
    []
  ],
  ['nothing that we know', { update_id: 1 }, [], []]
]

test('each update has its turn: in order for a person and a chat, tips beside each other', t => {
  for (const [what, update, alone, shared] of TURNS)
    t.same(laneOf(update, 'our_bot', 8), { alone, shared }, what)
  t.end()
})
