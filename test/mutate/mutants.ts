// The mutator makes the mistakes that it says, where they do something, and excuses name real ones.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import ts from 'typescript'
import { ROOT } from '../harness/house/root.ts'
import { EXCUSED, isFor, stale, type Excuse } from './harness/excused.ts'
import { mutantsOf, type Mutant } from './harness/mutants.ts'
import { TARGETS } from './harness/targets.ts'

function mutants(text: string): readonly Mutant[] {
  const ast = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext, true)
  const host = { ...ts.createCompilerHost({}), getSourceFile: () => ast, fileExists: () => true }
  const checker = ts.createProgram(['a.ts'], { noLib: true }, host).getTypeChecker()
  return mutantsOf('a.ts', ast, checker)
}
const made = (text: string): readonly string[] =>
  mutants(text).map(({ was, now }) => `${was} → ${now}`)

const MADE: readonly (readonly [text: string, some: readonly string[]])[] = [
  ['a < b', ['< → <=', '< → >=']],
  ['a === b', ['=== → !==']],
  ['a && b', ['&& → ||', 'a && b → (a)', 'a && b → (b)']],
  ['a ?? b', ['a ?? b → (a)', 'a ?? b → (b)']],
  ['!a', ['!a → (a)']],
  ['a + b', ['+ → -']],
  ['if (a) b()', ['a → true', 'a → false', 'b() → ;']],
  ['a.some(f)', ['some → every', 'a.some(f) → a']],
  ['f(a, b)', ['f(a, b) → f(b)', 'f(a, b) → f(b, a)', 'f(a, b) → (a)']],
  ['let a = [b, c]', ['[b, c] → [c]', '[b, c] → [b]']],
  ['let a = { b, c }', ['{ b, c } → { c }']],
  ['let a = 1n', ['1n → 2n', '1n → 0n']],
  ['let a = true', ['true → false']],
  ["let a: 'x' | 'y' = 'x'", ["'x' → 'y'"]],
  ['let f = () => a', ['a → undefined']],
  ['let a = /^b$/i', ['^ → ', '$ → ', 'i → ']],
  ['function f(a) { switch (a) { case 1: return 2; case 3: return 4 } }', ['return 2; → ']],
  ['let a = b?.c', ['?. → .']],
  ['let a = `${b}`', ['`${b}` → ``']]
]

test('each mistake is made', async t => {
  for (const [text, some] of MADE) {
    const all = made(text)
    for (const one of some) t.ok(all.includes(one), `${text}: ${one}, of ${all.join(' | ')}`)
  }
})

test('nothing is changed that says nothing, or makes no difference', async t => {
  t.strictSame(made("import { a } from 'b'"), [])
  t.strictSame(made("type A = 'b' | 1"), [])
  t.notOk(made('add(a, b)').includes('add(a, b) → add(b, a)'))
  const total = 'switch (a) { default: return a satisfies never }'
  t.strictSame(
    made(total).filter(one => one.includes('return')),
    []
  )
})

test('a mutant says where it is, and no two are the same', async t => {
  const all = mutants('const a = 1\nfunction f(b) {\n  return b > a\n}\n')
  t.match(
    all.find(({ now }) => now === '>='),
    { file: 'a.ts', line: 3, within: 'f', was: '>' }
  )
  t.equal(new Set(all.map(({ text }) => text)).size, all.length)
})

test('an excuse that excuses nothing is found', async t => {
  const mutant = mutants('a < b').find(({ now }) => now === '<=')
  const excuse = { file: 'a.ts', within: '', was: '<', now: '<=', why: 'a test' }
  t.ok(mutant !== undefined && isFor(excuse, mutant))
  t.strictSame(stale([excuse], []), [excuse])
  t.strictSame(stale([excuse], mutant === undefined ? [] : [mutant]), [])
})

test('what is mutated and what is excused is there, each excuse with its reason', async t => {
  for (const { file, tests } of TARGETS)
    for (const path of [file, ...tests]) t.ok(readFileSync(join(ROOT, path), 'utf8'), path)
  const odd = (one: Excuse): boolean =>
    one.why.length < 20 || !TARGETS.some(({ file }) => file === one.file)
  t.strictSame(EXCUSED.filter(odd), [])
})
