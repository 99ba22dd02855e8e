// Reads the QR code of a picture, and offers to pay what it contains.
import type { Message } from 'grammy/types'
import { tell } from '../answer.ts'
import { findDestination, findUnpayable } from '../grammar/find-destination.ts'
import type { Me, Parts } from '../parts.ts'
import { BYTES_MAX } from '../qr/read.ts'
import { reasonWords } from '../texts/reasons.ts'
import { offerPayment, type Wanted } from './pay.ts'

/** The largest size of a photo, or a picture sent as a file. */
export function pictureOf({ photo, document }: Message): Picture | undefined {
  const whole = photo?.at(-1) ?? (document?.mime_type?.startsWith('image/') ? document : undefined)
  return whole && { id: whole.file_id, size: whole.file_size ?? 0 }
}

type Picture = { readonly id: string; readonly size: number }

export async function readPhoto(
  me: Me,
  bot: Parts,
  { id, size }: Picture,
  wanted: Wanted
): Promise<void> {
  if (size > BYTES_MAX) return tell(me, bot, 'photo.refused', { reason: '> 5 MB' })
  const file = await bot.download(id)
  if ('refused' in file) return tell(me, bot, 'photo.refused', { reason: file.refused })
  const read = await bot.readPicture(file.bytes)
  if (read.is === 'refused') return tell(me, bot, 'photo.refused', { reason: read.why })
  if (read.is === 'none') return tell(me, bot, 'photo.none')
  const destination = findDestination(read.text)
  if (destination !== undefined) return offerPayment(me, bot, destination, wanted)
  const unpayable = findUnpayable(read.text)
  if (unpayable !== undefined)
    return tell(me, bot, 'pay.wrong', { reason: reasonWords(me.language, unpayable) })
  await tell(me, bot, 'photo.other', { text: { as: 'quote', text: read.text.slice(0, 200) } })
}
