// A document as a browser reads it, without going there: what stands in it, and what it says.
import type { Page } from 'playwright-core'

export type Looked = { readonly shape: string; readonly text: string }

/** Every element of a document, by its name and its attributes' names; and all of its text. */
const LOOK = `document => ({
  shape: [...document.querySelectorAll('*')]
    .map(one => one.localName + [...one.attributes].map(({ name }) => '[' + name + ']').join(''))
    .join(' '),
  text: document.documentElement.textContent
})`

/** @param form sent as one; without it the page is only asked for */
export const parsed = async (
  page: Page,
  path: string,
  form?: Record<string, string>
): Promise<Looked> =>
  page.evaluate<Looked>(`(async () => {
    const form = ${JSON.stringify(form ?? null)}
    const how = form && { method: 'POST', body: new URLSearchParams(form) }
    const html = await (await fetch(${JSON.stringify(path)}, how ?? {})).text()
    return (${LOOK})(new DOMParser().parseFromString(html, 'text/html'))
  })()`)

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
