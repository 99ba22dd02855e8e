// The page of tokens and components, as a sandbox shows it: every token is there, nothing is wrong
// with any component in either scheme at either width; nobody else's gateway has it.
import { test } from 'tap'
import { TOKENS } from '../../src/web/ground/assets.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { inMemory } from './harness/in-memory.ts'
import { cutOff, shifted } from './harness/look.ts'
import { pictured } from './harness/pictures.ts'

const skip = await noBrowser()

test('tokens and components, in both schemes, on a phone and on a desk', { skip }, async t => {
  const { url } = await inMemory(t, { changes: { sandboxKey: 'lgk_0' } })
  for (const width of [390, 1280]) {
    // Here what moves does move.
    const reducedMotion = 'no-preference'
    const context = await contextFor(t, { viewport: { width, height: 844 }, reducedMotion })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', said => complaints.push(said.text()))
    await page.goto(`${url}/components`)
    await pictured(t, page, 'components')
    t.ok((await cutOff(page)) <= 0, 'nothing is cut off at the side')
    t.ok((await shifted(page)) < 0.1)
    const swatches = await page.locator('[data-scheme=dark] .swatches code').allInnerTexts()
    t.same(
      swatches,
      [...TOKENS.matchAll(/--([\w-]+): light-dark/g)].map(([, name]) => name),
      'every colour'
    )
    const colours = await page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('[data-scheme]')].map(one => getComputedStyle(one).backgroundColor)`
    )
    t.same(colours, ['rgb(251, 248, 243)', 'rgb(20, 21, 26)'], 'each in its own scheme')
    t.same(complaints, [])
  }
})

test('it is not on a gateway with real money', async t => {
  const { url } = await inMemory(t)
  t.equal((await fetch(`${url}/components`)).status, 404)
})
