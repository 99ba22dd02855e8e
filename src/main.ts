// Entry point of `npm start`: runs the configured gateway, or prints one line saying what is wrong.
import { readConfig } from './config.ts'
import { requireMode } from './app/mode.ts'
import { exitInOneLine } from './app/exit.ts'
import { run } from './app/run.ts'

await exitInOneLine(() => run(requireMode(readConfig())))
// Everything that was started has ended by now; nothing left over may keep the process alive.
process.exit()
