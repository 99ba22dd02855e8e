// `npm run gateway -- …`: what operators and contributors do from a terminal.
import { Command } from 'commander'
import { inOneLine } from '../one-line.ts'
import { account } from './account.ts'
import { adjust } from './adjust.ts'
import { audit } from './audit.ts'
import { backup } from './backup.ts'
import { freeze } from './freeze.ts'
import { key } from './key.ts'
import { node } from './node.ts'
import { lapp } from './lapp.ts'
import { payment } from './payment.ts'
import { purchase } from './purchase.ts'
import { serve } from './serve.ts'
import { suspense } from './suspense.ts'

const program = new Command('gateway')
  .description('One Lightning balance for every Lightning app: the operator’s command line.')
  .option('--json', 'answer in JSON, for machines')
  .showHelpAfterError()

const commands = [
  ...serve(),
  ...[account(), key(), audit(), lapp()],
  ...[payment(), purchase(), suspense(), adjust(), node()],
  ...freeze(),
  ...backup()
]
for (const command of commands) program.addCommand(command)

await inOneLine(() => program.parseAsync())
