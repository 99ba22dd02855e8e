// The gateway, with a step at which it kills its own process.
import { readConfig } from '../../../src/config.ts'
import { exitInOneLine } from '../../../src/app/exit.ts'
import { run } from '../../../src/app/run.ts'
import { step } from './step.ts'

await exitInOneLine(() => run(readConfig(), step))
process.exit()
