// The countries that a form can ask for, by the two letters of ISO 3166-1, with their names.

export const COUNTRIES: readonly string[] = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
  BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ
  DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP
  GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG
  KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML
  MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
  PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL
  SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM
  US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
`
  .trim()
  .split(/\s+/)

/** By language: making one costs more than all that it is asked. */
const namesIn = new Map<string, Intl.DisplayNames>()

/** As people who speak the language call it. */
export function countryName(code: string, language: string): string {
  const names = namesIn.get(language) ?? new Intl.DisplayNames(language, { type: 'region' })
  namesIn.set(language, names)
  return names.of(code) ?? code
}

/** The code of what somebody typed: the two letters, or the name in one of the languages. */
export function countryCode(typed: string, languages: readonly string[]): string | undefined {
  const plain = folded(typed)
  return COUNTRIES.find(
    code =>
      folded(code) === plain ||
      languages.some(language => folded(countryName(code, language)) === plain)
  )
}

/** Without case and accents: Turkiye is Türkiye. */
const folded = (text: string): string =>
  text.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
