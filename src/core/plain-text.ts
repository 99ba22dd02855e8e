// The one sanitiser for text written by people, payees or services: safe to store and to show as
// plain text. It is still untrusted as markup.

/** Line terminators, in all the spellings of Unicode. */
const LINE_END = /\r\n|[\n\v\f\r\u{85}\u{2028}\u{2029}]/gv
const SPACES = /[\s\p{Cc}]+/gv
/** Control characters except line feed; PostgreSQL does not store NUL. */
const CONTROL = /[\p{Cc}--[\n]]+/gv

/**
 * Characters that hide or reorder text, or are invalid: format characters, lone surrogates, and
 * U+FFFD, which malformed bytes leave behind. Kept are joiners that combine emoji, those that Indic
 * and Persian scripts need between letters, and the tags of flags.
 */
const UNSEEN =
  /(?<kept>(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{FE0F}])\u{200D}(?=\p{Extended_Pictographic})|(?<=[[\p{L}\p{M}]--\p{Script=Latin}])[\u{200C}\u{200D}](?=\p{L})|(?<=\u{1F3F4}[\u{E0030}-\u{E007A}]{0,6})[\u{E0030}-\u{E007F}])|[\p{Cf}\p{Cs}\u{FFFD}]/gv

/** A family emoji is 11 UTF-16 units; a letter with a hundred accents is an attack. */
const UNITS_PER_CHARACTER = 16

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** On one line, cut to `max` characters as people see them, and to `unitsMax` UTF-16 units. */
export const plainText = (
  text: string,
  max: number,
  unitsMax = UNITS_PER_CHARACTER * max
): string => cut(seen(text, unitsMax).replace(SPACES, ' ').trim(), max, unitsMax)

/** The same, but keeps line breaks. */
export const plainLines = (
  text: string,
  max: number,
  unitsMax = UNITS_PER_CHARACTER * max
): string => {
  const lines = seen(text, unitsMax).replace(LINE_END, '\n').replace(CONTROL, gap)
  return cut(lines.trim(), max, unitsMax)
}

/** One space, unless there is one beside it already. */
const gap = (controls: string, at: number, text: string): string =>
  text[at - 1] === ' ' || text[at + controls.length] === ' ' ? '' : ' '

const seen = (text: string, unitsMax: number): string =>
  text.slice(0, 2 * unitsMax).replace(UNSEEN, '$<kept>')

/** Trailing characters that a cut may leave behind. */
const LOOSE = /[\s\u{200C}\u{200D}]+$/v

/** Cuts between characters, never within one: to `max` of them, and to `unitsMax` UTF-16 units. */
export function cut(text: string, max: number, unitsMax = max): string {
  if (text.length <= Math.min(max, unitsMax)) return text
  let left = max
  return upTo(text, (_, end) => left-- > 0 && end <= unitsMax).replace(LOOSE, '')
}

/** Cuts to a number of UTF-8 bytes, for formats that count those. */
export function cutBytes(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text
  let left = bytesMax
  return upTo(text, character => (left -= Buffer.byteLength(character)) >= 0)
}

/** All before the first character that does not fit. */
function upTo(text: string, fits: (character: string, end: number) => boolean): string {
  for (const { segment, index } of characters.segment(text))
    if (!fits(segment, index + segment.length)) return text.slice(0, index)
  return text
}

/** NUL and lone surrogates can neither be stored nor sent as UTF-8. */
export const isSound = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
