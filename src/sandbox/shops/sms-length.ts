// Counts the parts of a text message: GSM 03.38, and 3GPP TS 23.040 for the space taken by a part's
// header.

/** The basic alphabet; characters of the extension count twice. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const EXTENSION = '^{}\\[~]|€\f'

export function countParts(text: string, forceUnicode: boolean): number {
  const septets = forceUnicode ? undefined : countSeptets(text)
  const [units, single, joined] =
    septets === undefined ? [text.length, 70, 67] : [septets, 160, 153]
  return units <= single ? 1 : Math.ceil(units / joined)
}

/** undefined if a character needs UCS-2. */
function countSeptets(text: string): number | undefined {
  let septets = 0
  for (const character of text) {
    if (BASIC.includes(character)) septets += 1
    else if (EXTENSION.includes(character)) septets += 2
    else return undefined
  }
  return septets
}
