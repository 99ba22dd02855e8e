// A program for tests: starts PostgreSQL in the folder of its
// argument, says so in one line of JSON, and stays until it is killed.
import { startPostgres } from '../../src/db/embedded/postgres.ts'

const [, , dir = ''] = process.argv
const { url, pid } = await startPostgres({ dir, log: () => undefined })
process.stdout.write(`${JSON.stringify({ url, pid })}\n`)
process.stdin.resume()
