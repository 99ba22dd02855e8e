// Programs that read what lies in deploy/, as far as they are on this machine.
import { spawnSync } from 'node:child_process'

/** Why it cannot be asked, if so. */
export const lacks = (program: string, name: string, of = 'Debian'): string | false =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
    ? false
    : `${program} is not here: it is in ${of}'s package ${name}`

export const said = (program: string, ...argv: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' })
  return { status, text: stdout + stderr }
}
