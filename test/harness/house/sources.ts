// The house's own files, each read and parsed once, for the tests that keep it in order.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

export { ROOT } from './root.ts'

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
    .map(path => parse(path, readFileSync(join(root, path), 'utf8')))

/** Once, where somebody looks at more than its text. */
export function parse(path: string, text: string): Source {
  let ast: ts.SourceFile | undefined
  return {
    path,
    text,
    get ast() {
      return (ast ??= ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true))
    }
  }
}

export type Import = {
  /** A file's path from the root, or a package as it is named (`node:fs`, `pg`, `#lapp`). */
  readonly target: string
  readonly isFile: boolean
  /** What is taken from it; `*` for all of it. */
  readonly names: readonly string[]
  /** What `import * as` calls it. */
  readonly space: string | undefined
  /** Gone before it runs. */
  readonly isType: boolean
}

export function importsOf({ path, ast }: Source): readonly Import[] {
  const found: Import[] = []
  each(ast, node => {
    const from = specifierOf(node)
    if (from === undefined) return
    const isFile = from.startsWith('.')
    const target = isFile ? posix.normalize(posix.join(dirname(path), from)) : from
    found.push({ target, isFile, names: namesOf(node), space: spaceOf(node), isType: isType(node) })
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
      ? exportClause.elements.map(original)
      : ['*']
  }
  if (ts.isCallExpression(node)) return takenOf(node)
  if (!ts.isImportDeclaration(node)) return ['*']
  const { importClause } = node
  const bindings = importClause?.namedBindings
  const named =
    bindings === undefined || ts.isNamespaceImport(bindings) ? [] : bindings.elements.map(original)
  return importClause?.name === undefined ? named : ['default', ...named]
}

/** `(await import('./a.ts')).name` takes one name, any other form all. */
function takenOf(call: ts.CallExpression): readonly string[] {
  const awaited = ts.isAwaitExpression(call.parent) ? call.parent.parent : undefined
  const taken = awaited && ts.isParenthesizedExpression(awaited) ? awaited.parent : undefined
  return taken && ts.isPropertyAccessExpression(taken) ? [taken.name.text] : ['*']
}

const original = ({ name, propertyName }: ts.ImportSpecifier | ts.ExportSpecifier): string =>
  (propertyName ?? name).text

function spaceOf(node: ts.Node): string | undefined {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined
  return bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name.text : undefined
}

const isType = (node: ts.Node): boolean =>
  ts.isImportTypeNode(node) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly) ||
  (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
