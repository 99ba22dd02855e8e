// What the compiler makes of a mutant: one that it refuses cannot land, so no test has to catch it.
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from '../../harness/house/root.ts'

export type Compiler = {
  readonly open: (file: string) => { readonly ast: ts.SourceFile; readonly checker: ts.TypeChecker }
  readonly refuses: (file: string, text: string) => boolean
}

export function compiler(files: readonly string[]): Compiler {
  const read = ts.readConfigFile(join(ROOT, 'tsconfig.json'), path => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, ROOT)
  const changed = new Map<string, { readonly text: string; readonly version: number }>()
  let version = 0
  const service = ts.createLanguageService(
    {
      ...ts.sys,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getCompilationSettings: () => options,
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: its => ts.getDefaultLibFilePath(its),
      getScriptFileNames: () => files.map(file => join(ROOT, file)),
      getScriptVersion: path => String(changed.get(path)?.version ?? 0),
      getScriptSnapshot: path => {
        const text = changed.get(path)?.text ?? ts.sys.readFile(path)
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
      }
    },
    ts.createDocumentRegistry()
  )
  return {
    open(file) {
      const program = service.getProgram()
      const ast = program?.getSourceFile(join(ROOT, file))
      if (program === undefined || ast === undefined) throw new Error(`there is no ${file}`)
      return { ast, checker: program.getTypeChecker() }
    },
    refuses(file, text) {
      const path = join(ROOT, file)
      changed.set(path, { text, version: ++version })
      const wrong =
        service.getSyntacticDiagnostics(path).length + service.getSemanticDiagnostics(path).length
      changed.delete(path)
      return wrong > 0
    }
  }
}
