// Documents as a browser reads them, without going there: what stands in them, and what they say.
import type { Page } from 'playwright-core'

export type Looked = { readonly shape: string; readonly text: string }

/** Every element of a document, by its name and its attributes' names; and all of its text. */
const LOOK = `html => {
  const document = new DOMParser().parseFromString(html, 'text/html')
  return {
    shape: [...document.querySelectorAll('*')]
      .map(one => one.localName + [...one.attributes].map(({ name }) => '[' + name + ']').join(''))
      .join(' '),
    text: document.documentElement.textContent
  }
}`

/** All in one question: to ask the browser takes longer than to read. */
export const parsed = async (page: Page, documents: readonly string[]): Promise<Looked[]> =>
  page.evaluate<Looked[]>(`${JSON.stringify(documents)}.map(${LOOK})`)

/** What ran, was asked of elsewhere, or was stopped by the policy: nothing should. */
export function watched(page: Page, url: string): readonly string[] {
  const ran: string[] = []
  page.on('dialog', dialog => void ran.push(dialog.message()))
  page.on('request', asked => {
    if (!asked.url().startsWith(url)) ran.push(asked.url())
  })
  page.on('console', said => {
    if (/content security policy/i.test(said.text())) ran.push(said.text())
  })
  return ran
}
