// Any character of Unicode, for property tests: as fast-check's unit 'binary', which lists them all
// for more than a second each time it is asked for.
import fc from 'fast-check'

export const anyCharacter = fc
  .nat(0x10_ff_ff)
  .filter(code => code < 0xd8_00 || code > 0xdf_ff)
  .map(code => String.fromCodePoint(code))
