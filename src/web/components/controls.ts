// Gallery of components to press and fill in.
import { html, type Drawn } from '../ground/html.ts'
import { drawField } from '../ground/form.ts'

/** @param id makes names unique, since the part appears twice on the page */
export const drawControls = (id: string): Drawn => html`
  <h2>Buttons</h2>
  <div class="row">
    <button type="button" class="main">Buy for 12 sat</button>
    <button type="button">Back</button>
    <button type="button" class="danger">Close it</button>
    <button type="button" class="main" disabled>Asking the shop</button>
    <button type="button" class="plain">Copy</button>
  </div>
  <h2>Fields</h2>
  <form>
    ${drawField({ name: `${id}-amount`, label: 'How much', value: '21k', hint: '21k, 5 €, or nothing' })}
    ${drawField({ name: `${id}-to`, label: 'To whom', value: 'nobody', fault: 'That is no address.' })}
    ${drawField({ name: `${id}-text`, label: 'Text', value: 'hello', rows: 2 })}
    <div class="field">
      <label for=${`${id}-pick`}>By</label>
      <select id=${`${id}-pick`}>
        <option>Lightning</option>
        <option>On chain</option>
      </select>
    </div>
    <fieldset class="field">
      <legend>Choices</legend>
      <label class="choice"><input type="checkbox" checked />account:read</label>
      <label class="choice"><input type="radio" name=${`${id}-way`} checked />Lightning</label>
      <label class="choice"><input type="radio" name=${`${id}-way`} />On chain</label>
    </fieldset>
  </form>
  <nav aria-label=${`Sorts, ${id}`}>
    <ul class="sorts">
      <li><a href="#main" aria-current="true">All</a></li>
      <li><a href="#main">Messaging</a></li>
    </ul>
  </nav>
`
