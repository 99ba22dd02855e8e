// A select box of countries, named in the reader's language.
import { COUNTRIES, countryName } from '../../lapps/contract/countries.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'

export function drawCountries(chosen: string, language: Language, props: object): Drawn {
  const named = COUNTRIES.map(code => [code, countryName(code, language)] as const)
  const sorted = named.toSorted(([, a], [, b]) => a.localeCompare(b, language))
  return html`<select ...${props} autocomplete="country">
    <option value="" selected=${chosen === ''}></option>
    ${sorted.map(
      ([code, name]) => html`<option value=${code} selected=${code === chosen}>${name}</option>`
    )}
  </select>`
}
