// Words and numbers: a flag turned, a number one off, a word of its union for another.
import ts from 'typescript'
import type { Operator } from './mutants.ts'

/** Of a long union, such as all codes of errors, a few stand for the rest. */
const OTHERS_MAX = 3

export const literals =
  (checker: ts.TypeChecker): Operator =>
  (node, { text, instead }) => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) return [instead(node, 'false')]
    if (node.kind === ts.SyntaxKind.FalseKeyword) return [instead(node, 'true')]
    if (ts.isTemplateExpression(node)) return [instead(node, '``')]
    if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node))
      return oneOff(text(node)).map(now => instead(node, now))
    return ts.isStringLiteralLike(node) ? others(node, checker).map(now => instead(node, now)) : []
  }

function oneOff(number: string): readonly string[] {
  const isBig = number.endsWith('n')
  const value = BigInt(number.replace('n', '').replaceAll('_', ''))
  return [value + 1n, value - 1n].map(
    n => `${n < 0n ? `(${n}` : n}${isBig ? 'n' : ''}${n < 0n ? ')' : ''}`
  )
}

function others(node: ts.StringLiteralLike, checker: ts.TypeChecker): readonly string[] {
  const union = unionAt(node, checker).filter(word => word !== node.text)
  const words = union.length > 0 ? union.slice(0, OTHERS_MAX) : [node.text === '' ? 'x' : '']
  return words.map(word => `'${word}'`)
}

/** Of what is expected here, or of what it is compared with. */
function unionAt(node: ts.StringLiteralLike, checker: ts.TypeChecker): readonly string[] {
  const { parent } = node
  const compared =
    ts.isBinaryExpression(parent) && !ts.isStringLiteralLike(parent.left) ? parent.left : undefined
  const type =
    compared === undefined ? checker.getContextualType(node) : checker.getTypeAtLocation(compared)
  const types = type?.isUnion() === true ? type.types : []
  return types.flatMap(one => (one.isStringLiteral() ? [one.value] : []))
}
