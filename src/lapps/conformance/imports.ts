// C4: the code imports only `#lapp` and its own files, and uses no global that bypasses `ctx`.
import { dirname, join } from 'node:path'
import type typescript from 'typescript'
import type { Node, SourceFile } from 'typescript'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** The process's sandbox would block most of these too; here the author is told beforehand. */
const BANNED = [
  'fetch',
  'process',
  'eval',
  'Function',
  'globalThis',
  'global',
  'require',
  'module',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'navigator',
  'Worker',
  'WebAssembly',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask'
]
const BANNED_MEMBERS = ['Date.now', 'Math.random', 'AbortSignal.timeout', 'import.meta']

export async function checkImports({ files }: Pick<Subject, 'files'>): Promise<Finding> {
  // Installed with the development packages only: no gateway needs a compiler.
  const ts = await import('typescript').then(
    module => module.default,
    () => undefined
  )
  if (ts === undefined)
    return ['cannot be looked at without TypeScript: run `npm install typescript`']
  return [...files]
    .filter(([path]) => /\.[cm]?[jt]sx?$/.test(path))
    .flatMap(([path, text]) => {
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
      const problems: string[] = []
      const visit = (node: Node): void => {
        const why = problemOf(ts, node, path, files)
        if (why !== undefined) problems.push(`${at(source, node)} ${why}`)
        ts.forEachChild(node, visit)
      }
      visit(source)
      return problems
    })
}

type TypeScript = typeof typescript

function problemOf(
  ts: TypeScript,
  node: Node,
  path: string,
  files: Subject['files']
): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    const from = node.moduleSpecifier
    if (from === undefined) return undefined
    return ts.isStringLiteral(from) ? importProblem(from.text, path, files) : 'imports what?'
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return 'imports while it runs'
  }
  if (ts.isPropertyAccessExpression(node) || ts.isMetaProperty(node)) {
    const text = node.getText()
    return BANNED_MEMBERS.includes(text) ? `uses ${text}` : undefined
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return node.arguments?.length === 0 ? 'reads the clock: new Date()' : undefined
  }
  if (!ts.isIdentifier(node) || !BANNED.includes(node.text)) return undefined
  return isName(ts, node) ? undefined : `uses ${node.text}`
}

/** A property name is not a use of the global with the same name. */
function isName(ts: TypeScript, node: Node): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) return parent.name === node
  return ts.isMethodDeclaration(parent) || ts.isBindingElement(parent)
    ? 'propertyName' in parent && parent.propertyName === node
    : ts.isTypeNode(parent)
}

function importProblem(from: string, path: string, files: Subject['files']): string | undefined {
  if (from === '#lapp') return undefined
  const own = from.startsWith('./') || from.startsWith('../')
  const target = join(dirname(path), from)
  return own && files.has(target) ? undefined : `imports ${from}`
}

function at(source: SourceFile, node: Node): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart())
  return `${source.fileName}:${line + 1}`
}
