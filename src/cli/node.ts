// `node adopt`: the database goes over to another node, when the old one was replaced for good.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import { adopt } from '../node.ts'
import { written } from '../operate/operation.ts'
import { attached } from './attach.ts'
import { mustBeMeant, withLedger, withNode, withWord, type Spoken } from './operator.ts'
import { print } from './print.ts'

export const node = (): Command =>
  new Command('node').description('the Lightning node that the database belongs to').addCommand(
    withWord(
      new Command('adopt')
        .argument('<id>', 'the id of the node that answers now, so that no other is adopted')
        .option('--yes', 'payments that the old node still has out can then be ended by it only')
        .description('let the database belong to the node that is configured now')
    ).action(async (id: string, options: Spoken & { yes?: true }, command: Command) => {
      mustBeMeant(options)
      const adopted = await attached(to =>
        withNode(to, async node => {
          const info = await node.info()
          if (info.id !== id)
            throw new AppError('invalid_request', `The node that answers is ${info.id}.`)
          await withLedger(to, commit =>
            commit({
              entries: [],
              guards: [written(newId(), 'node.adopt', null, options, { node: info.id })],
              claims: []
            })
          )
          await adopt(to.em, info)
          return info
        })
      )
      print(command, { node: adopted.id, network: adopted.network, adopted: true })
    })
  )
