// `node adopt`: binds the database to another node, when the old one was replaced for good.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { newId, showId, type Id } from '../core/ids.ts'
import { adopt, sentElsewhere } from '../app/check-node.ts'
import { rowsOnly } from '../ledger/unit.ts'
import { operationRow } from '../operate/operation.ts'
import { attached } from './attach.ts'
import { mustBeMeant, withLedger, withNode, withWord, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

export const node = (shell: Shell): Command =>
  new Command('node').description('the Lightning node that the database belongs to').addCommand(
    withWord(
      new Command('adopt')
        .argument('<id>', 'the id of the node that answers now, so that no other is adopted')
        .option('--yes', 'it cannot be undone')
        .option(
          '--abandon',
          'even though the old node still has payments out, which then stay held'
        )
        .description('let the database belong to the node that is configured now')
    ).action(
      async (id: string, options: Spoken & { yes?: true; abandon?: true }, command: Command) => {
        mustBeMeant(options)
        const adopted = await attached(shell, to =>
          withNode(to, async node => {
            const info = await node.info()
            if (info.id !== id)
              throw new AppError('invalid_request', `The node that answers is ${info.id}.`)
            const out = await sentElsewhere(to.em, info.id)
            if (out.length > 0 && options.abandon !== true) throw stillOut(out)
            const evidence = { node: info.id, abandoned: out.map(id => showId('pay', id)) }
            await withLedger(to, commit =>
              commit(rowsOnly(operationRow(newId(), 'node.adopt', null, options, evidence)))
            )
            await adopt(to.em, info)
            return info
          })
        )
        printRows(shell, command, { node: adopted.id, network: adopted.network, adopted: true })
      }
    )
  )

/**
 * Only the node that sent these payments can tell how they end: another one shows nothing of them.
 */
function stillOut(payments: readonly Id[]): AppError {
  const some = payments.slice(0, 3).map(id => showId('pay', id))
  return new AppError(
    'invalid_request',
    `The old node still has ${payments.length} payments out (${some.join(', ')}${payments.length > 3 ? ', …' : ''}): ` +
      'let it end them first, or say --abandon to leave their money on hold.'
  )
}
