// Answers a person where they wrote, or in the message whose button they pressed.
import type { Me, Parts } from './parts.ts'
import type { Screen } from './screen.ts'
import type { Place } from './store/shown.ts'
import type { TextKey } from './texts/en.ts'
import { say, type Values } from './texts/say.ts'

/** @param place the message whose button was pressed */
export async function show(me: Me, bot: Parts, screen: Screen, place?: Place): Promise<void> {
  if (place === undefined) await bot.chat.send(me.spot, me.id, screen)
  else await bot.chat.edit(place, me.id, screen)
}

export const tell = (me: Me, bot: Parts, key: TextKey, values?: Values): Promise<void> =>
  show(me, bot, { words: say(me.language, key, values) })

/** Says that a button, and what stood above it, is over. */
export const tellOld = (me: Me, bot: Parts, place: Place): Promise<void> =>
  show(me, bot, { words: say(me.language, 'button.old') }, place)
