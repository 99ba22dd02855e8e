// Whether a button stands below the message that it was pressed for. Telegram hands on any data
// that a modified client sends for any message of ours, also for one without buttons: a button may
// change only its own.
import type { CallbackQuery } from 'grammy/types'

export type StandsBelow = (
  message: NonNullable<CallbackQuery['message']>,
  data: string | undefined
) => boolean

/**
 * Telegram hands on a message with its buttons, unless it is too old. A Bot API server that never
 * did so leaves them out, and what it leaves out says nothing.
 */
export function standsBelow(): StandsBelow {
  let isHandedOn = false
  return (message, data = '') => {
    const rows = 'reply_markup' in message ? message.reply_markup.inline_keyboard : undefined
    if (rows === undefined) return !isHandedOn || message.date === 0
    isHandedOn = true
    return rows.flat().some(one => 'callback_data' in one && one.callback_data === data)
  }
}
