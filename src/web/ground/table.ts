// A table that may be wider than a phone: scrolls on its own, by keyboard too.
import { html, type Drawn } from './html.ts'

export type Cell = string | Drawn

/** @param none what is said in its place where it has no row */
export function drawTable(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  none?: string
): Drawn {
  if (rows.length === 0 && none !== undefined) return html`<p>${none}</p>`
  return html`<div class="table" role="region" aria-label=${name} tabindex="0">
    <table>
      <thead>
        <tr>
          ${heads.map(head => (head === '' ? html`<td></td>` : html`<th scope="col">${head}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          cells =>
            html`<tr>
              ${cells.map(cell => html`<td>${cell}</td>`)}
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}
