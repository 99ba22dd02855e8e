// `lapp new`: scaffolds a LApp whose `check` fails in exactly the places that are left to write.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../core/errors.ts'
import { HEADINGS } from '../../lapps/conformance/facts.ts'
import { NOBODY } from '../../lapps/conformance/quality-rules.ts'
import { readManifest } from '../../lapps/contract/manifest.ts'
import { openTerminal } from './ask.ts'
import { LAPPS } from '../../lapps/installed.ts'
import { workshop, write } from './folder.ts'
import type { Shell } from '../shell.ts'

const QUESTIONS = {
  title: 'What is it called, in two or three words?',
  summary: 'What does it do for a buyer, in one sentence without a full stop?',
  category:
    'Which category (messaging, phone, gift-cards, ai, internet, swaps, wallets, media, …)?',
  url: 'What is the https address of the service that the paths hang on?',
  price: 'Is the price fixed, quoted (by the service) or chosen (by the buyer)?'
} as const

type Name = keyof typeof QUESTIONS
const NAMES = Object.keys(QUESTIONS) as readonly Name[]
export type Facts = Partial<Record<Name, string>>

/** @throws {AppError} invalid_request that says what is wrong with an answer */
export async function newLApp(id: string, given: Facts, shell: Shell): Promise<string> {
  const folder = join(workshop(shell.readConfig()), id)
  const there = [folder, join(LAPPS, id)].find(existsSync)
  if (there !== undefined) throw new AppError('invalid_request', `${there} is there already`)
  const terminal = openTerminal(shell)
  const facts: Record<string, string> = {}
  for (const name of NAMES) {
    facts[name] = given[name] ?? (await terminal.ask(QUESTIONS[name], `--${name}`))
  }
  terminal.close()
  const manifest = manifestOf(id, facts)
  const read = readManifest(id, manifest)
  if (read.is === 'invalid') throw new AppError('invalid_request', read.why)
  await write(join(folder, 'lapp.json'), manifest)
  await write(join(folder, 'index.ts'), indexOf(facts))
  await write(join(folder, 'README.md'), readmeOf(facts))
  return folder
}

/** Laid out as the formatter would. */
function manifestOf(id: string, facts: Record<string, string>): string {
  const home = URL.parse(facts['url'] ?? '')?.origin ?? ''
  const fields = {
    $schema: '../../schemas/lapp.json',
    contract: 1,
    id,
    version: '1.0.0',
    title: facts['title'],
    summary: facts['summary'],
    category: facts['category'],
    maintainers: [NOBODY],
    homepage: `${home}/`,
    url: facts['url'],
    price: facts['price'],
    delivers: 'nothing',
    status: 'active',
    examples: [{ text: 'Hello' }]
  }
  const lines = Object.entries(fields).map(([name, value]) => `  "${name}": ${inline(value)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

const inline = (value: unknown): string =>
  JSON.stringify(value).replaceAll('{', '{ ').replaceAll('}', ' }').replaceAll('":"', '": "')

const indexOf = ({ title = '' }: Record<string, string>): string =>
  `// ${title}: say here which requests of the service it makes.
import { defineLApp, Refusal } from '#lapp'

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      text: { type: 'string', title: 'Text', maxLength: 200 }
    },
    required: ['text'],
    additionalProperties: false
  },
  async invoice({ input }, { http }) {
    const order = await http.post('orders', { json: input }).json<{ invoice?: unknown }>()
    if (typeof order.invoice !== 'string') throw new Refusal('upstream', 'There is no invoice.')
    return { bolt11: order.invoice }
  }
})
`

const readmeOf = ({ title = '' }: Record<string, string>): string =>
  `# ${title}\n${HEADINGS.map(heading => `\n## ${heading}\n`).join('')}`
