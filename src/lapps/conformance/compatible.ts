// C12: input that was valid for the last version is still valid, or the major version has changed.
import type { Field, Form } from '../contract/form.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

export function checkCompatible({ before, card }: Subject): Finding {
  if (before === undefined) return []
  const major = (version: string): string => version.split('.')[0] ?? ''
  if (major(before.version) !== major(card.manifest.version)) return []
  const problems = [
    ...narrowed(before.input, card.input),
    ...(before.output === undefined ? [] : dropped(before.output, card.output))
  ]
  return problems.map(why => `${why} since ${before.version}: raise the major version`)
}

function narrowed(before: Form, now: Form): string[] {
  const fields = Object.entries(before.properties).flatMap(([name, field]) => {
    const today = now.properties[name]
    if (today === undefined) return [`${name} is gone`]
    return narrower(field, today) ? [`${name} takes less`] : []
  })
  const needed = (now.required ?? []).filter(name => before.required?.includes(name) !== true)
  return [...fields, ...needed.map(name => `${name} is required`)]
}

function narrower(before: Field, now: Field): boolean {
  if ('oneOf' in before) {
    return (
      !('oneOf' in now) || before.oneOf.some(one => !now.oneOf.some(n => n.const === one.const))
    )
  }
  if ('oneOf' in now || before.type !== now.type) return true
  if (before.type === 'integer' && now.type === 'integer') {
    return now.minimum > before.minimum || now.maximum < before.maximum
  }
  if (before.type === 'string' && now.type === 'string') {
    const shorter = now.maxLength < before.maxLength
    return shorter || (now.format !== undefined && now.format !== before.format)
  }
  return false
}

const dropped = (before: Form, now: Form | undefined): string[] =>
  (before.required ?? [])
    .filter(name => now?.required?.includes(name) !== true)
    .map(name => `${name} is not delivered any more`)
