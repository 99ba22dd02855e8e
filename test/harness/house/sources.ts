// The house's own files, read and parsed once, for the tests that keep it in order.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

export const ROOT = join(import.meta.dirname, '../../..')

export type Source = {
  /** From the root, with slashes: `src/core/msat.ts`. */
  readonly path: string
  readonly text: string
  readonly ast: ts.SourceFile
}

export const readSources = (root: string, ...folders: readonly string[]): readonly Source[] =>
  folders
    .flatMap(folder => globSync(`${folder}/**/*.{ts,js}`, { cwd: root }))
    .toSorted()
    .map(path => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, ast: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true) }
    })

export type Import = {
  /** A file's path from the root, or a package as it is named (`node:fs`, `pg`, `#lapp`). */
  readonly target: string
  readonly isFile: boolean
  /** What is taken from it; `*` for all of it. */
  readonly names: readonly string[]
}

export function importsOf({ path, ast }: Source): readonly Import[] {
  const found: Import[] = []
  each(ast, node => {
    const from = specifierOf(node)
    if (from === undefined) return
    const isFile = from.startsWith('.')
    const target = isFile ? posix.normalize(posix.join(dirname(path), from)) : from
    found.push({ target, isFile, names: namesOf(node) })
  })
  return found
}

/** Every node below, and what it is itself. */
export function each(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, child => {
    each(child, visit)
  })
}

export const lineOf = (ast: ts.SourceFile, position: number): number =>
  ast.getLineAndCharacterOfPosition(position).line + 1

/** Static, dynamic and `import('…').Type` alike. */
function specifierOf(node: ts.Node): string | undefined {
  const from = ts.isImportDeclaration(node)
    ? node.moduleSpecifier
    : ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined
  return from !== undefined && ts.isStringLiteralLike(from) ? from.text : undefined
}

function namesOf(node: ts.Node): readonly string[] {
  if (ts.isExportDeclaration(node)) {
    const { exportClause } = node
    return exportClause !== undefined && ts.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
      : ['*']
  }
  if (!ts.isImportDeclaration(node)) return ['*']
  const { importClause } = node
  const bindings = importClause?.namedBindings
  const named =
    bindings === undefined
      ? []
      : ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
        : ['*']
  return importClause?.name === undefined ? named : ['default', ...named]
}
