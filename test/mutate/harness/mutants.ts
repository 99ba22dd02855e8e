// Every mutant of a file: one small change each, of the kind that a hand makes by mistake.
import ts from 'typescript'
import { lineOf } from '../../harness/house/sources.ts'
import { literals } from './literals.ts'
import { OPERATORS } from './operators.ts'

/** What stands from `start` to `end` becomes `now`. */
export type Edit = { readonly start: number; readonly end: number; readonly now: string }

/** What may be changed about a node, whatever is above it. */
export type Operator = (node: ts.Node, write: Write) => readonly Edit[]

export type Write = {
  readonly text: (node: ts.Node) => string
  readonly instead: (node: ts.Node, now: string) => Edit
}

export type Mutant = {
  readonly file: string
  readonly line: number
  /** The named function or constant around it. */
  readonly within: string
  readonly was: string
  readonly now: string
  /** The whole file. */
  readonly text: string
}

export function mutantsOf(file: string, ast: ts.SourceFile, checker: ts.TypeChecker): Mutant[] {
  const write: Write = {
    text: node => node.getText(ast),
    instead: (node, now) => ({ start: node.getStart(ast), end: node.end, now })
  }
  const seen = new Set([ast.text])
  const found: Mutant[] = []
  const visit = (node: ts.Node, within: string): void => {
    if (isErased(node) || isUnreachable(node)) return
    const name = nameOf(node) ?? within
    for (const operator of [...OPERATORS, literals(checker)])
      for (const edit of operator(node, write)) {
        const text = ast.text.slice(0, edit.start) + edit.now + ast.text.slice(edit.end)
        if (seen.has(text)) continue
        seen.add(text)
        const was = short(ast.text.slice(edit.start, edit.end))
        const line = lineOf(ast, edit.start)
        found.push({ file, line, within: name, was, now: short(edit.now), text })
      }
    ts.forEachChild(node, child => {
      visit(child, name)
    })
  }
  visit(ast, '')
  return found
}

/** Types are the compiler's to check, and imports say nothing of what is done. */
const isErased = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isImportDeclaration(node)

/** The end of a switch that has named every case. */
const isUnreachable = (node: ts.Node): boolean =>
  ts.isDefaultClause(node) && /satisfies never\s*$/.test(node.getText())

function nameOf(node: ts.Node): string | undefined {
  const isNamed = ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)
  const isOuter = isNamed && (ts.isSourceFile(node.parent) || isTopConstant(node))
  return isOuter ? node.name?.getText() : undefined
}

const isTopConstant = (node: ts.Node): boolean =>
  ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)

const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
