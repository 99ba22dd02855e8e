import { test } from 'tap'
import fc from 'fast-check'
import { highestIndex } from '../../src/lightning/pay-index.ts'

test('the highest index is found whatever was deleted below it, with few questions', async () => {
  const indexes = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(indexes, async given => {
      let asked = 0
      const sorted = given.toSorted((a, b) => a - b)
      const highest = await highestIndex(async after => {
        asked++
        return sorted.find(index => index > after)
      })
      return highest === (sorted.at(-1) ?? 0) && asked < 100
    })
  )
})
