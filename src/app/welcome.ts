// What a gateway says once it listens: its address, and for the sandbox commands to try it.
import type { Gateway } from './compose.ts'
import { commands } from '../http/commands.ts'

export function welcome({ url, sandbox, playground }: Gateway): string {
  const address = `LApp Gateway listens on ${url} (reference: ${url}/docs)`
  const page = playground === undefined ? [] : [`Try it in a browser: ${playground}\n`]
  if (sandbox === undefined) return [...page, address].join('\n')
  return [
    ...page,
    address,
    `Sandbox: make-believe money. API key: ${sandbox.api_key}\nPaste, in another terminal:\n`,
    ...commands(url, sandbox.api_key).map(command => `  ${command}\n`)
  ].join('\n')
}
