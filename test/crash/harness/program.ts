// The gateway, with a step at which it kills its own process.
import { readConfig } from '../../../src/config.ts'
import { inOneLine } from '../../../src/one-line.ts'
import { run } from '../../../src/run.ts'
import { step } from './step.ts'

await inOneLine(() => run(readConfig(), step))
process.exit()
