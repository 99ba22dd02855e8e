// Prompts in the terminal; without one, names the option that is missing.
import { createInterface, type Interface } from 'node:readline/promises'
import { AppError } from '../../core/errors.ts'
import type { Answer, Field, Form } from '../../lapps/contract/form.ts'
import { nextStep, type Draft } from '../../lapps/contract/form.ts'
import type { Shell } from '../shell.ts'

export type Terminal = {
  /** @throws {AppError} invalid_request if there is no terminal to ask in */
  readonly ask: (question: string, option: string) => Promise<string>
  readonly close: () => void
}

export function openTerminal({ keyboard }: Pick<Shell, 'keyboard'>): Terminal {
  let lines: Interface | undefined
  return {
    async ask(question, option) {
      const somebody = keyboard()
      if (somebody === undefined) {
        throw new AppError('invalid_request', `nobody can be asked here: give ${option}`)
      }
      lines ??= createInterface(somebody)
      return (await lines.question(`${question} `)).trim()
    },
    close: () => lines?.close()
  }
}

/**
 * Asks for the answers to a form, in the order of its dialog; an empty line takes the default, or
 * skips.
 */
export async function fillIn(
  form: Form,
  presets: Readonly<Record<string, unknown>>,
  { ask }: Terminal
): Promise<Readonly<Record<string, Answer>>> {
  let draft: Draft = {}
  for (;;) {
    const step = nextStep(form, draft)
    if (step.is === 'done') return step.answers
    const { name, field, at, of } = step
    const preset = text(presets[name] ?? ('default' in field ? field.default : ''))
    const shown = preset === '' ? '' : ` [${preset}]`
    const said = await ask(`${at}/${of} ${field.title}${hint(field)}${shown}:`, '--input')
    draft = { ...draft, [name]: read(field, said === '' ? preset : said) }
  }
}

function hint(field: Field): string {
  if ('oneOf' in field) return ` (${field.oneOf.map(one => one.const).join(', ')})`
  return field.description === undefined ? '' : ` (${field.description})`
}

function read(field: Field, said: string): Answer | null {
  if (said === '') return null
  if ('oneOf' in field) return said
  switch (field.type) {
    case 'boolean':
      return /^(y|yes|true)$/i.test(said)
    case 'integer':
      return Number(said)
    case 'string':
      return said
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
