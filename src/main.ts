// `npm start`: the gateway by its configuration, or one line that says what is wrong.
import { readConfig } from './config.ts'
import { toRun } from './app/mode.ts'
import { inOneLine } from './app/exit.ts'
import { run } from './app/run.ts'

await inOneLine(() => run(toRun(readConfig())))
// All that was started has ended by now; whatever lingers has no say.
process.exit()
