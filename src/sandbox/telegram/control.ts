// The part of the control API for the playground: shows the chats, and acts in them.
import { closed, type Control } from '../bodies.ts'
import { messagesAnywhere } from '../node/phone.ts'
import { press, say, whisperTo, type Who } from './act.ts'
import { chatAt, NAMES, PLACES } from './people.ts'
import { sinceWhen } from './since-when.ts'
import { messagesIn, photoOf, type World } from './world.ts'

const who = {
  as: { enum: NAMES },
  place: { enum: PLACES },
  language: { type: 'string', minLength: 2, maxLength: 8 }
} as const
const WHO = ['as', 'place', 'language'] as const
const count = { type: 'integer', minimum: 0, maximum: 2 ** 31 } as const

const SAY = closed({ ...who, text: { type: 'string', maxLength: 4096 }, reply: count }, [
  ...WHO,
  'text'
])
const PRESS = closed({ ...who, message: count, row: count, column: count }, [
  ...WHO,
  'message',
  'row',
  'column'
])

const SHOWN = 40

export function telegramRoutes(app: Control, world: World): void {
  app.get('/telegram', { schema: { querystring: closed(who, WHO) } }, seen)
  app.post('/telegram/say', { schema: { body: SAY } }, ({ body }) => {
    say(world, body)
    return {}
  })
  app.post('/telegram/press', { schema: { body: PRESS } }, ({ body }) => {
    press(world, body)
    return {}
  })

  const dated = sinceWhen()

  function seen({ query }: { readonly query: Who }) {
    const chat = chatAt(query.place, query.as)
    return dated(`${query.as} ${query.place}`, {
      messages: messagesIn(world, chat.id)
        .slice(-SHOWN)
        .map(message => ({
          ...message,
          photo: message.photo && photoOf(world, message.message_id)
        })),
      whisper: whisperTo(world, query),
      phone: messagesAnywhere(world.network)
    })
  }
}
