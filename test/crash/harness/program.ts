// The gateway, with a step at which it kills its own process.
import { readConfig } from '../../../src/config.ts'
import { inOneLine } from '../../../src/app/exit.ts'
import { run } from '../../../src/app/run.ts'
import { step } from './step.ts'

await inOneLine(() => run(readConfig(), step))
process.exit()
