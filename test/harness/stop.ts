// Runs after the test files.
import { end, run } from './run.ts'

await end(run)
