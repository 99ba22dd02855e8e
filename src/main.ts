// `npm start`: the gateway by its configuration, or one line that says what is wrong.
import { readConfig } from './config.ts'
import { toRun } from './mode.ts'
import { inOneLine } from './one-line.ts'
import { run } from './run.ts'

await inOneLine(() => run(toRun(readConfig())))
// All that was started has ended by now; whatever lingers has no say.
process.exit()
