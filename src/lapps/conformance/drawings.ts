// C3: the form as people will see it, drawn as text and stored beside the LApp, so that a reviewer
// sees changes in the diff.
import { schema, nextStep, type Draft, type Field, type Form } from '../contract/form.ts'
import { DRAWINGS } from '../contract/granted.ts'
import type { LAppCard } from '../open-lapp.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** A folder without drawings is new: `check` writes them once it is worth bronze. */
export function checkDrawings({ card, files, secrets }: Subject): Finding {
  const drawn = draw(card)
  const leak = Object.values(secrets).some(secret => drawn.includes(secret))
  if (leak) return ['a secret is in what is drawn']
  const kept = files.get(DRAWINGS)
  return kept === undefined || kept === drawn
    ? []
    : [`${DRAWINGS} is not what is drawn now: "lapp check --update" draws it and says what changed`]
}

export function draw(card: LAppCard): string {
  const { id, manifest, input, output } = card
  const tool = {
    name: `buy_${id.replaceAll('-', '_')}`,
    title: manifest.title,
    description: `${manifest.summary}. ${manifest.refund.text}.`,
    inputSchema: schema(input)
  }
  return [
    `${manifest.title}: ${manifest.summary}`,
    ['The dialog', ...dialog(input), ...confirmation(card)].join('\n'),
    ['The body of POST /v1/lapps/' + id + '/purchases, "input"', json(schema(input))].join('\n'),
    ['What is delivered', output === undefined ? 'nothing' : json(schema(output))].join('\n'),
    ['The tool', json(tool)].join('\n'),
    ['The page', ...table(input)].join('\n'),
    ''
  ].join('\n\n')
}

function dialog(form: Form): string[] {
  const lines: string[] = []
  let draft: Draft = {}
  for (;;) {
    const step = nextStep(form, draft)
    if (step.is === 'done') return lines
    const { name, field, required, at, of } = step
    const more = field.description === undefined ? '' : ` (${field.description})`
    lines.push(`${at}/${of} ${field.title}${more}${required ? '' : ', or skip'}`)
    lines.push(`    ${choices(field)}`)
    draft = { ...draft, [name]: null }
  }
}

function choices(field: Field): string {
  if ('oneOf' in field) return field.oneOf.map(({ title }) => `[${title}]`).join(' ')
  switch (field.type) {
    case 'boolean':
      return field.default ? '[*Yes*] [No]' : '[Yes] [*No*]'
    case 'integer':
      return `a whole number from ${field.minimum} to ${field.maximum}`
    case 'string':
      return `${field.format ?? 'text'}, at most ${field.maxLength} characters`
  }
}

const confirmation = ({ manifest: { alerts, refund } }: LAppCard): string[] =>
  [alerts.before, refund.text, '[Pay] [Change] [Cancel]', alerts.after].filter(
    line => line !== undefined
  )

const table = (form: Form): string[] =>
  Object.entries(form.properties).map(
    ([name, field]) =>
      `| ${name} | ${field.title} | ${choices(field)} | ${form.required?.includes(name) === true ? 'required' : 'optional'} |`
  )

const json = (value: unknown): string => JSON.stringify(value, undefined, 2)
