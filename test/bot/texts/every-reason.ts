// Every reason that a room gives in words is one that the bot can say in a person's language, or is
// said well enough by its kind alone. Found in the source, so that a new one is not forgotten.
import { test } from 'tap'
import ts from 'typescript'
import { en } from '../../../src/bot/texts/en.ts'
import { reasonWords } from '../../../src/bot/texts/reasons.ts'
import { each, readSources, ROOT, type Source } from '../../harness/house/sources.ts'

const ROOMS = ['transfer', 'payment', 'purchase', 'deposit', 'account']

/** For programs, or said by its kind: `error.…` and `failed.…` of the bot's texts. */
const BY_KIND: readonly RegExp[] = [
  // Of keys of requests, cursors, forms: the bot makes those itself.
  /Idempotency-Key|new key|cursor is not|A batch is|to is acc_|scope is one|with this id/,
  /A gift has|A transfer goes|such (account|deposit|quote|LApp)|there is no LApp|asked to be joined/,
  // Of a payment that was released: its code says as much.
  /ran out before it was sent|had no room|cancelled before|for somebody else|Somebody else has paid/,
  // Of a payment that was sent: the message shows it as it is.
  /It was sent to the node|known that nothing was sent/,
  // Of deposits that do not come in over Lightning: the bot opens none.
  /not offered here|^\/(method|amount_msat): |do not come in over|are not configured any more/,
  // Of keys that keys make, and of sub-accounts: the bot has neither.
  /A key gives only|The key was not made|external_id|The account was not closed/,
  // What the log and operators read.
  /was called before|was held up|settled before|has no payment|ledger refused|gave no invoice/,
  /^(timeout|no reason given|no answer)$/,
  // What a LApp says is quoted, or said in the LApp's own translation.
  /It did not answer as it should|The service does not answer|^word: word/,
  /Nothing was held/
]

const NAMED = ['why', 'detail', 'reason']

/** The sentences that a source gives as a reason, with a word or a number for what is put in. */
function reasonsIn({ ast }: Source): readonly string[] {
  const found: string[] = []
  const note = (value: ts.Expression | undefined): void => {
    if (value === undefined) return
    if (ts.isConditionalExpression(value)) {
      note(value.whenTrue)
      note(value.whenFalse)
    } else if (ts.isStringLiteralLike(value)) found.push(value.text)
    else if (ts.isTemplateExpression(value)) found.push(filled(value))
  }
  each(ast, node => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'AppError')
      note(node.arguments?.[1])
    if (
      (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) &&
      NAMED.includes(node.name.getText())
    )
      note(node.initializer)
  })
  return found.filter(text => text !== '')
}

const filled = ({ head, templateSpans }: ts.TemplateExpression): string =>
  head.text +
  templateSpans
    .map(({ expression, literal }) => {
      const name = expression.getText()
      const value = /msat|min|max/i.test(name)
        ? '1000'
        : /host/i.test(name)
          ? 'a.example'
          : name === 'takes'
            ? 'from 1000 to 2000 msat'
            : 'word'
      return value + literal.text
    })
    .join('')

test('every reason of the rooms is in the table, or is said by its kind', t => {
  const all = readSources(ROOT, 'src')
    .filter(({ path }) => ROOMS.includes(path.split('/')[1] ?? ''))
    .flatMap(source => reasonsIn(source).map(text => ({ path: source.path, text })))
  t.ok(all.length > 60, `${all.length} reasons`)
  const other = reasonWords('en', 'nothing that anybody says').text
  const unsaid = all.filter(
    ({ text }) => reasonWords('en', text).text === other && !BY_KIND.some(kind => kind.test(text))
  )
  t.strictSame(unsaid, [])
  t.end()
})

test('every code that a payment or a purchase can fail with has its sentence', t => {
  const codes = readSources(ROOT, 'src')
    .filter(({ path }) => /^src\/(payment|lightning)\//.test(path))
    .flatMap(({ text }) => [...text.matchAll(/error_code: '(\w+)'|errorCode: '(\w+)'/g)])
    .map(([, a, b]) => a ?? b ?? '')
  const documented = ['no_route', 'fee_too_high', 'refused_by_payee', 'expired', 'timed_out']
  for (const code of [...codes, ...documented, 'node_error', 'already_paid', 'cancelled'])
    t.ok(Object.hasOwn(en, `failed.${code}`), code)
  t.end()
})
