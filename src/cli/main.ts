// `npm run gateway -- …`: what operators and contributors do from a terminal.
import { Command } from 'commander'
import { inOneLine } from '../one-line.ts'
import { account } from './account.ts'
import { audit } from './audit.ts'
import { key } from './key.ts'
import { payment } from './payment.ts'
import { serve } from './serve.ts'

const program = new Command('gateway')
  .description('One Lightning balance for every Lightning app: the operator’s command line.')
  .option('--json', 'answer in JSON, for machines')
  .showHelpAfterError()

for (const command of [...serve(), account(), key(), audit(), payment()])
  program.addCommand(command)

await inOneLine(() => program.parseAsync())
