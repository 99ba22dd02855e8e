import { test } from 'tap'
import { judgeTip, type Author } from '../../../src/bot/tip/decide.ts'

const ann = { id: 7, is_bot: false, first_name: 'Ann' }
const said = (more: object): Author => ({ from: ann, text: 'hi', ...more }) as Author

const REFUSED: readonly (readonly [what: string, message: Author, why: string])[] = [
  ['a bot', said({ from: { ...ann, is_bot: true } }), 'bot'],
  ['oneself', said({ from: { ...ann, id: 1 } }), 'self'],
  ['an anonymous admin', said({ from: { ...ann, id: 1087968824, is_bot: true } }), 'anonymous'],
  ['a channel', said({ from: { ...ann, id: 136817688, is_bot: true } }), 'anonymous'],
  ['Telegram itself', said({ from: { ...ann, id: 777000 } }), 'anonymous'],
  ['a chat that speaks', said({ sender_chat: { id: -5 } }), 'anonymous'],
  ['a linked channel’s post', said({ is_automatic_forward: true }), 'anonymous'],
  ['nobody', { text: 'hi' } as Author, 'anonymous'],
  ['a forwarded message', said({ forward_origin: { type: 'user' } }), 'forwarded'],
  ['a deleted account', said({ from: { ...ann, first_name: '' } }), 'deleted'],
  ['a new topic', { from: ann, forum_topic_created: {} } as Author, 'service'],
  ['a migrated group', { from: ann, migrate_to_chat_id: -100 } as Author, 'service']
]

test('only a person who wrote the message is tipped', async t => {
  t.strictSame(judgeTip(said({}), 1), { is: 'person', id: 7, name: 'Ann' })
  for (const [what, message, why] of REFUSED)
    t.strictSame(judgeTip(message, 1), { is: 'refused', why }, what)
})
