// The operator's command line at its one decision here, a refund,
// with a step at which it kills its own process.
import { attached } from '../../../src/cli/attach.ts'
import { withLedger } from '../../../src/cli/operator.ts'
import type { Id } from '../../../src/core/ids.ts'
import { readConfig } from '../../../src/config.ts'
import { exitInOneLine } from '../../../src/app/exit.ts'
import { refund } from '../../../src/operate/refund.ts'
import { step } from './step.ts'

const [, , purchase] = process.argv
const word = { by: 'the crash suite', reason: 'to see whether it survives' }

await exitInOneLine(() =>
  attached({ readConfig, console }, to =>
    withLedger(
      to,
      async commit => {
        await refund(purchase as Id, undefined, word, { em: to.em, commit })
      },
      step
    )
  )
)
process.exit()
