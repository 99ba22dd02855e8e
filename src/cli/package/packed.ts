// Converts a source file for the npm package: to JavaScript with the same lines and columns.
import { stripTypeScriptTypes } from 'node:module'
import ts from 'typescript'

/** Types become blanks; imports of our own files get the extension `.js`, which is just as long. */
export function packed(source: string): string {
  const script = stripTypeScriptTypes(source)
  const { importedFiles } = ts.preProcessFile(script, true, true)
  return importedFiles.reduce((text, { fileName, pos }) => {
    if (!/^\.{1,2}\/.*\.ts$/.test(fileName)) return text
    const at = text.indexOf(fileName, pos)
    const end = at + fileName.length
    return `${text.slice(0, end - '.ts'.length)}.js${text.slice(end)}`
  }, script)
}
