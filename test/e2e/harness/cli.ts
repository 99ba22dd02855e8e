// What the operator of a place does by the command line.
import { gateway } from '../../cli/harness/gateway.ts'
import type { Env, Place } from './place.ts'

/** @returns both streams as one */
export async function cli(
  { dir, database, env: own }: Omit<Place, 'port'> & { readonly env?: Env },
  ...args: readonly string[]
): Promise<{ code: number; out: string }> {
  const env = { DATA_DIR: dir, DATABASE_URL: database, ...own }
  const { code, stdout, stderr } = await gateway(args, env)
  return { code, out: stdout + stderr }
}
