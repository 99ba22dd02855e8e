// The Dockerfile as steps that a script can do without an engine; what is not known is refused.

export type Step = {
  readonly what: string
  readonly text: string
}

export type Image = {
  readonly from: string
  readonly steps: readonly Step[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly volume: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly healthcheck: readonly string[]
}

const STEPS = ['RUN', 'COPY']
const KNOWN = [...STEPS, 'FROM', 'WORKDIR', 'ENV', 'VOLUME', 'EXPOSE', 'ENTRYPOINT', 'CMD']

/** One line an instruction: `RUN` and `COPY` in their order, of the others the last. */
export function readDockerfile(text: string): Image {
  const all = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const [, what = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
      if (![...KNOWN, 'HEALTHCHECK'].includes(what)) throw new Error(`not known here: ${line}`)
      return { what, text: rest }
    })
  const last = (name: string): string => all.findLast(({ what }) => what === name)?.text ?? ''
  const list = (json: string): readonly string[] => JSON.parse(json) as readonly string[]
  return {
    from: last('FROM'),
    steps: all.filter(({ what }) => STEPS.includes(what)),
    env: Object.fromEntries(
      last('ENV')
        .split(' ')
        .map(pair => pair.split('=') as [string, string])
    ),
    cwd: last('WORKDIR'),
    volume: last('VOLUME'),
    entrypoint: list(last('ENTRYPOINT')),
    cmd: list(last('CMD')),
    healthcheck: list(last('HEALTHCHECK').replace(/^.*? CMD /, ''))
  }
}
