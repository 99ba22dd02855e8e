// The mistakes: what is compared, computed, returned, listed or done is changed or left out.
import ts from 'typescript'
import type { Edit, Operator } from './mutants.ts'

const K = ts.SyntaxKind

const SWAPPED: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [K.LessThanToken, ['<=', '>=']],
  [K.LessThanEqualsToken, ['<', '>']],
  [K.GreaterThanToken, ['>=', '<=']],
  [K.GreaterThanEqualsToken, ['>', '<']],
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.AmpersandAmpersandToken, ['||']],
  [K.BarBarToken, ['&&']],
  [K.PlusToken, ['-']],
  [K.MinusToken, ['+']],
  [K.AsteriskToken, ['/']],
  [K.SlashToken, ['*']],
  [K.AsteriskAsteriskToken, ['*']],
  [K.PercentToken, ['*']],
  [K.PlusEqualsToken, ['-=']],
  [K.MinusEqualsToken, ['+=']]
])

const JOINED: ReadonlySet<ts.SyntaxKind> = new Set([
  K.AmpersandAmpersandToken,
  K.BarBarToken,
  K.QuestionQuestionToken
])

/** `a < b` for `a <= b`, and one side of `a && b` alone. */
const binary: Operator = (node, { text, instead }) => {
  if (!ts.isBinaryExpression(node)) return []
  const { left, operatorToken, right } = node
  const swapped = SWAPPED.get(operatorToken.kind) ?? []
  return [
    ...swapped.map(now => instead(operatorToken, now)),
    ...(JOINED.has(operatorToken.kind)
      ? [left, right].map(one => instead(node, `(${text(one)})`))
      : [])
  ]
}

const unary: Operator = (node, { text, instead }) =>
  ts.isPrefixUnaryExpression(node) && node.operator !== K.PlusPlusToken
    ? [instead(node, `(${text(node.operand)})`)]
    : []

/** As if it always held, or never. */
const condition: Operator = (node, { instead }) => {
  const asked =
    ts.isIfStatement(node) || ts.isWhileStatement(node)
      ? node.expression
      : ts.isConditionalExpression(node)
        ? node.condition
        : undefined
  return asked === undefined ? [] : [instead(asked, 'true'), instead(asked, 'false')]
}

const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  find: 'findLast',
  findLast: 'find',
  findIndex: 'findLastIndex',
  findLastIndex: 'findIndex',
  indexOf: 'lastIndexOf',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  push: 'unshift',
  unshift: 'push',
  toLowerCase: 'toUpperCase',
  toUpperCase: 'toLowerCase',
  add: 'has',
  flatMap: 'map'
}

/** Whose arguments may come in any order. */
const COMMUTATIVE = /^(add|larger|Math\.max|Math\.min)$/

/** The neighbouring method, the object without the call, an argument for the call, one less. */
const call: Operator = (node, { text, instead }) => {
  if (!ts.isCallExpression(node)) return []
  const { expression, arguments: args } = node
  const method = ts.isPropertyAccessExpression(expression) ? expression : undefined
  const other = method && METHODS[method.name.text]
  const without = args.map((_, i) => args.filter((_, j) => i !== j))
  const turned = (COMMUTATIVE.test(text(expression)) ? [] : args.slice(1)).map((_, i) =>
    args.toSpliced(i, 2, args[i + 1] ?? node, args[i] ?? node)
  )
  return [
    ...(method !== undefined && other !== undefined ? [instead(method.name, other)] : []),
    ...(method === undefined ? [] : [instead(node, text(method.expression))]),
    ...args.filter(arg => !ts.isSpreadElement(arg)).map(arg => instead(node, `(${text(arg)})`)),
    ...[...without, ...turned].map(rest =>
      instead(node, `${text(expression)}(${rest.map(text).join(', ')})`)
    )
  ]
}

/** One element or property less. */
const listed: Operator = (node, { text, instead }) => {
  if (ts.isArrayLiteralExpression(node)) {
    const { elements } = node
    return elements.map((_, i) =>
      instead(
        node,
        `[${elements
          .filter((_, j) => i !== j)
          .map(text)
          .join(', ')}]`
      )
    )
  }
  if (!ts.isObjectLiteralExpression(node)) return []
  const { properties } = node
  return properties.map((_, i) =>
    instead(
      node,
      `{ ${properties
        .filter((_, j) => i !== j)
        .map(text)
        .join(', ')} }`
    )
  )
}

/** Not done at all. */
const statement: Operator = (node, { instead }) => {
  const isDone =
    ts.isExpressionStatement(node) ||
    ts.isIfStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node)
  return isDone ? [instead(node, ';')] : []
}

/** A case that does what the one below it does. */
const clause: Operator = node => {
  const [first] = ts.isCaseClause(node) ? node.statements : []
  return first === undefined ? [] : [{ start: first.getStart(), end: node.end, now: '' }]
}

const returned: Operator = (node, { instead }) => {
  const value = ts.isReturnStatement(node)
    ? node.expression
    : ts.isArrowFunction(node) && !ts.isBlock(node.body)
      ? node.body
      : undefined
  return value === undefined ? [] : [instead(value, 'undefined')]
}

const chained: Operator = (node, { instead }) =>
  node.kind === K.QuestionDotToken ? [instead(node, '.')] : []

const PIECES = /[\^$]|[*+?]|\{\d+(,\d*)?\}/g

/** Without an anchor, a quantifier or the flags. */
const pattern: Operator = (node, { text }) => {
  if (!ts.isRegularExpressionLiteral(node)) return []
  const start = node.getStart()
  const [source, flags] = text(node).split(/\/(?=[a-z]*$)/)
  const pieces = [...(source ?? '').matchAll(PIECES)].map(({ index, 0: piece }): Edit => ({
    start: start + index,
    end: start + index + piece.length,
    now: ''
  }))
  return flags === ''
    ? pieces
    : [...pieces, { start: node.end - (flags ?? '').length, end: node.end, now: '' }]
}

export const OPERATORS: readonly Operator[] = [
  ...[binary, unary, condition, call, listed],
  ...[statement, clause, returned, chained, pattern]
]
