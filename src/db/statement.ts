// Prepared statements: one name belongs to one text for the life of the process, whatever the
// connection.
export type Statement = {
  readonly name: string
  readonly text: string
  readonly values: readonly (string | Buffer)[]
}

const names = new Map<string, string>()

/**
 * Texts are generated from the closed list of tables and the callers' sets of columns, or written
 * out, so there are a few dozen.
 */
export function statement(text: string, ...values: readonly (string | Buffer)[]): Statement {
  const name = names.get(text) ?? `kept_${names.size}`
  names.set(text, name)
  return { name, text, values }
}
