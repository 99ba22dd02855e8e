// What `prepack` makes of a file: JavaScript with the same lines, which imports JavaScript.
import { test } from 'tap'
import { packed } from '../../../src/cli/package/packed.ts'

const SOURCE = `import { a, type A } from './a.ts'
import type { B } from '../b.ts'
export { c } from '../c.ts'
import list from '../list.json' with { type: 'json' }
import ky from 'ky'

const b = (one: A): B => a(one) as B
const later = () => import('./later.ts')
const url = './a.ts'
export const said = \`\${b(list)} './a.ts'\`
`

test('types become blanks, lines stay, and what is imported from us is JavaScript', t => {
  const text = packed(SOURCE)
  t.equal(text.split('\n').length, SOURCE.split('\n').length)
  t.match(text, "from './a.js'")
  t.match(text, "from '../c.js'")
  t.match(text, "import('./later.js')")
  t.match(text, 'const b = (one   )    => a(one)     \n')
  t.notMatch(text, 'b.ts')
  t.end()
})

test('what only reads like an import stays as it is', t => {
  const text = packed(SOURCE)
  t.match(text, "const url = './a.ts'")
  t.match(text, "} './a.ts'`")
  t.match(text, "from '../list.json' with")
  t.match(text, "from 'ky'")
  t.end()
})
