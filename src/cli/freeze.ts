// `freeze` and `unfreeze`.
import { Command } from 'commander'
import { setFrozen } from '../operate/freeze.ts'
import { attached } from './attach.ts'
import { withLedger, withWord, type Spoken } from './operator.ts'
import { print } from './print.ts'

export const freeze = (): readonly Command[] => [
  turn(
    'freeze',
    true,
    'begin no payment and no purchase any more; what is held waits, what was sent goes on'
  ),
  turn('unfreeze', false, 'let payments and purchases go out again')
]

const turn = (name: string, frozen: boolean, description: string): Command =>
  withWord(new Command(name).description(description)).action(
    async (word: Spoken, command: Command) => {
      await attached(to => withLedger(to, commit => setFrozen(frozen, word, { em: to.em, commit })))
      print(command, { frozen })
    }
  )
