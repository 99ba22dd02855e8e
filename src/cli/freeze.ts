// `freeze` and `unfreeze`.
import { Command } from 'commander'
import { setFrozen } from '../operate/freeze.ts'
import { decided, withWord, withWordInHaste, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

export const freeze = (shell: Shell): readonly Command[] => [
  turn(
    shell,
    'freeze',
    true,
    'begin no payment and no purchase any more; what is held waits, what was sent goes on',
    withWordInHaste
  ),
  turn(shell, 'unfreeze', false, 'let payments and purchases go out again', withWord)
]

const turn = (
  shell: Shell,
  name: string,
  frozen: boolean,
  description: string,
  word: typeof withWord
): Command =>
  word(new Command(name).description(description)).action(
    async (spoken: Spoken, command: Command) => {
      await decided(shell, deps => setFrozen(frozen, spoken, deps))
      printRows(shell, command, { frozen })
    }
  )
