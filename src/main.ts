// `npm start`: the gateway by its configuration, or one line that says what is wrong.
import { readConfig } from './config.ts'
import { requireMode } from './app/mode.ts'
import { exitInOneLine } from './app/exit.ts'
import { run } from './app/run.ts'

await exitInOneLine(() => run(requireMode(readConfig())))
// All that was started has ended by now; whatever lingers has no say.
process.exit()
