// Links the account with a person of Telegram who asked for it there, and who has to confirm it.
import { isUnlimited } from '../../account/limits.ts'
import { SCOPES } from '../../account/scopes.ts'
import { AppError } from '../../core/errors.ts'
import type { App } from '../wire/app.ts'
import type { Rooms } from '../wire/rooms.ts'
import { exactly, TEXT } from '../wire/schema.ts'

const WISH = exactly({
  code: {
    type: 'string',
    pattern: '^[A-Za-z0-9_-]{16}$',
    description: 'The code that the bot gave for /link'
  }
})

export function link(app: App, { join }: Pick<Rooms, 'join'>): void {
  app.post(
    '/account/link',
    {
      config: { scope: 'keys:write' },
      schema: {
        tags: ['account'],
        summary: 'Offer the account to the person who asked the bot for /link',
        body: WISH,
        response: {
          202: exactly({ status: { ...TEXT, enum: ['offered'], description: 'They are asked' } })
        }
      }
    },
    async ({ caller, body: { code } }, reply) => {
      // The person will be able to do all that the account can.
      const missing = SCOPES.filter(one => one !== 'admin' && !caller.scopes.includes(one))
      if (missing.length > 0)
        throw new AppError('forbidden', `This needs a key that has ${missing.join(', ')} as well`)
      if (!isUnlimited(caller))
        throw new AppError('forbidden', 'This needs a key without limits, as they will have none')
      if (join === undefined) throw new AppError('not_found', 'This gateway has no bot')
      await join(code, caller.account)
      return reply.code(202).send({ status: 'offered' })
    }
  )
}
