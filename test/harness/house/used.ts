// What nobody uses: files that nothing imports, exported values that stay at home.
import ts from 'typescript'
import { each, importsOf, type Source } from './sources.ts'

/** Files below src/ that no other file there imports and that are no program of their own. */
export function unusedFiles(
  sources: readonly Source[],
  programs: readonly string[]
): readonly string[] {
  const shipped = sources.filter(({ path }) => path.startsWith('src/'))
  const imported = new Set(shipped.flatMap(importsOf).map(({ target }) => target))
  return shipped
    .map(({ path }) => path)
    .filter(path => !imported.has(path) && !programs.includes(path))
}

/** Values only: the type of what a function takes or gives is exported with it. */
export function unusedExports(sources: readonly Source[]): readonly string[] {
  const used = new Set(sources.flatMap(usesOf))
  return sources
    .filter(({ path }) => path.startsWith('src/'))
    .flatMap(({ path, ast }) => valuesOf(ast).map(name => `${path} ${name}`))
    .filter(value => !used.has(value))
}

const usesOf = (source: Source): readonly string[] =>
  importsOf(source).flatMap(({ target, names, space }) => [
    ...names.map(name => `${target} ${name}`),
    // `import * as wire` uses what is asked of it: `wire.invoice`.
    ...(space === undefined ? [] : askedOf(source, space).map(name => `${target} ${name}`))
  ])

function askedOf({ ast }: Source, space: string): readonly string[] {
  const names: string[] = []
  each(ast, node => {
    if (ts.isPropertyAccessExpression(node) && node.expression.getText() === space)
      names.push(node.name.text)
  })
  return names
}

function valuesOf(ast: ts.SourceFile): readonly string[] {
  return ast.statements.flatMap(statement => {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText())
    const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
    return isValue && statement.name !== undefined ? [statement.name.text] : []
  })
}
