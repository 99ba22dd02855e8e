// What a file of the house looks like: sizes, words, and what does not belong into one.
import ts from 'typescript'
import { each, lineOf, type Source } from './sources.ts'

export const LINES_MAX = 250
export const FUNCTION_LINES_MAX = 50
export const COLUMNS_MAX = 100

/** One line each: where and what. */
export const untidy = (source: Source): readonly string[] => [
  ...names(source),
  ...head(source),
  ...columns(source),
  ...functions(source),
  ...words(source),
  ...spreads(source)
]

export const linesOf = ({ text }: Source): number => text.trimEnd().split('\n').length

const isShipped = ({ path }: Source): boolean => /^(src|lapps)\//.test(path)

function names({ path }: Source): readonly string[] {
  const parts = path.replace(/\.(ts|js)$/, '').split('/')
  const wrong = parts.filter(part => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part))
  const vague = parts.filter(part => /^(utils?|helpers?|types?|common|misc|shared)$/.test(part))
  const barrel = path.endsWith('/index.ts') && !/^lapps\/[^/]+\/index\.ts$/.test(path)
  return [
    ...wrong.map(part => `${path}: ${part} is not kebab-case`),
    ...vague.map(part => `${path}: ${part} says nothing`),
    ...(barrel ? [`${path}: a barrel`] : [])
  ]
}

/** Tests say what they are for by their names. */
function head(source: Source): readonly string[] {
  const needed = isShipped(source) || /\/(harness|fixtures)\//.test(source.path)
  const has = /^(#!.*\n)?(\/\/ |\/\*\*)/.test(source.text)
  return needed && !has ? [`${source.path}: its first line does not say what it is for`] : []
}

/**
 * Text in quotes is as long as it is; the formatter sees to the rest but comments.
 * A LApp's tier was granted for its files as they are, so nobody rewraps them.
 */
function columns({ path, text, ast }: Source): readonly string[] {
  if (path.startsWith('lapps/')) return []
  const quoted = new Set<number>()
  each(ast, node => {
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateExpression(node) ||
      ts.isRegularExpressionLiteral(node)
    )
      for (const line of span(ast, node)) quoted.add(line)
  })
  return text
    .split('\n')
    .flatMap((line, index) =>
      line.length > COLUMNS_MAX && !quoted.has(index + 1)
        ? [`${path}:${index + 1}: ${line.length} columns`]
        : []
    )
}

/** The whole wiring is meant to be read as one. */
const WIRING = 'src/app/compose.ts'

/** Lines of its own: functions within it, and texts of several lines, count for themselves. */
function functions(source: Source): readonly string[] {
  if (!isShipped(source) || source.path === WIRING) return []
  const found: string[] = []
  each(source.ast, node => {
    if (!ts.isFunctionLike(node)) return
    const own = new Set(span(source.ast, node))
    ts.forEachChild(node, function inner(child) {
      if (
        ts.isFunctionLike(child) ||
        ts.isStringLiteralLike(child) ||
        ts.isTemplateExpression(child)
      )
        for (const line of span(source.ast, child).slice(1)) own.delete(line)
      else ts.forEachChild(child, inner)
    })
    if (own.size > FUNCTION_LINES_MAX) {
      const [first = 0] = span(source.ast, node)
      found.push(`${source.path}:${first}: a function of ${own.size} lines`)
    }
  })
  return found
}

function span(ast: ts.SourceFile, node: ts.Node): readonly number[] {
  const first = lineOf(ast, node.getStart(ast))
  return Array.from({ length: lineOf(ast, node.end) - first + 1 }, (_, index) => first + index)
}

const LEFTOVERS =
  /\b(TODO|FIXME|XXX|HACK)\b|(es|ox)lint-disable|@ts-(ignore|nocheck)|(prettier|oxfmt)-ignore/

function words({ path, text, ast }: Source): readonly string[] {
  const found: string[] = []
  const say = (node: ts.Node, what: string): void => {
    found.push(`${path}:${lineOf(ast, node.getStart(ast))}: ${what}`)
  }
  each(ast, node => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) say(node, 'any')
    if (ts.isNonNullExpression(node)) say(node, 'a non-null assertion')
    if (ts.isExportDeclaration(node) && node.exportClause === undefined) say(node, 'a barrel')
    if (isSkipped(node)) say(node, 'a test that does not run')
  })
  const left = path.startsWith('test/harness/house/') ? null : LEFTOVERS.exec(text)
  return left === null ? found : [...found, `${path}:${lineOf(ast, left.index)}: ${left[0]}`]
}

/** Where a test depends on the machine, its `skip` is an expression. */
const isSkipped = (node: ts.Node): boolean =>
  (ts.isPropertyAssignment(node) &&
    /^(skip|todo|only)$/.test(node.name.getText()) &&
    /^(true|['"`])/.test(node.initializer.getText())) ||
  (ts.isCallExpression(node) && /^(t|test)\.(skip|todo|only)$/.test(node.expression.getText()))

/** A statement without values has no name; `defined` would copy each one on the hot path. */
const SPREADS_IF = 'src/ledger/session.ts'

/** The compiler finds no misspelt property in `...{ a, b }`, nor in `...(found && { found })`. */
function spreads({ path, ast }: Source): readonly string[] {
  const found: string[] = []
  if (!path.endsWith('.ts')) return []
  const may = !path.startsWith('src/') || path === SPREADS_IF
  each(ast, node => {
    if (!ts.isSpreadAssignment(node)) return
    const bare = unwrapped(node.expression)
    const where = `${path}:${lineOf(ast, node.getStart(ast))}`
    if (ts.isObjectLiteralExpression(bare)) found.push(`${where}: write the properties themselves`)
    if (!may && branches(bare).some(ts.isObjectLiteralExpression))
      found.push(
        `${where}: write the property, undefined where it is not there, or use \`defined\``
      )
  })
  return found
}

const unwrapped = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) ? unwrapped(node.expression) : node

function branches(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].map(unwrapped)
  return ts.isBinaryExpression(node) ? [node.left, node.right].map(unwrapped) : []
}
