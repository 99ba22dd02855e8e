import { test } from 'tap'
import { withCatalogue } from '../../../src/cli/lapp/docs.ts'

test('the catalogue takes the place of the old one, wherever that stands', async t => {
  const first = withCatalogue('# Guide\n', ['| a |'])
  t.match(first, /^# Guide\n\n<!-- catalogue.*\| a \|\n\n<!-- end of the catalogue -->\n$/s)
  const moved = `${first}\nMore.\n`
  t.equal(withCatalogue(moved, ['| a |']), moved, 'nothing new, nothing changed')
  const second = withCatalogue(moved, ['| b |'])
  t.match(second, /# Guide.*\| b \|.*More\.\n$/s)
  t.notMatch(second, /\| a \|/)
})
