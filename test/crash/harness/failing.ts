// The gateway, with a step that fails once and lets it live: as when the database is restarted. The
// file FAILING names the step, and whether it fails before its work or after it (then the answer is
// lost); the file is gone once that has happened.
import { readFileSync, unlinkSync } from 'node:fs'
import { readConfig } from '../../../src/config.ts'
import { exitInOneLine } from '../../../src/app/exit.ts'
import { run } from '../../../src/app/run.ts'
import type { Step } from '../../../src/core/step.ts'

const file = process.env['FAILING'] ?? ''

function wanted(): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const step: Step = async (at, work) => {
  const [name, mode = ''] = wanted().split(':')
  if (name !== at) return work()
  unlinkSync(file)
  if (mode === 'after') await work().catch(() => undefined)
  throw new Error(`failed ${mode} its work, as the test wants it`)
}

await exitInOneLine(() => run(readConfig(), step))
process.exit()
