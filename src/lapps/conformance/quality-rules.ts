// Rules of the quality scale that take more than a line.
import { section } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** "Top up a phone", not "Phone top-up service integration". */
export function textsPlain({ card }: Subject): Finding {
  const { title, summary } = card.manifest
  const jargon = /\b(integration|connector|plugin|lapp|api|module|wrapper|endpoint)\b/i
  return [title, summary].flatMap(text => {
    const word = jargon.exec(text)?.[0]
    return [
      ...(word === undefined ? [] : [`"${text}": a buyer does not say "${word}"`]),
      ...(/^\p{Ll}/u.test(text) ? [`"${text}" begins with a small letter`] : [])
    ]
  })
}

/**
 * msatMax is at most ten times the middle one of the recorded prices. Who chooses the amount
 * chooses within the form.
 */
export function limitsTight({ card, fixtures }: Subject): Finding {
  const { price, limits } = card.manifest
  if (price === 'chosen') return []
  const prices = fixtures
    .flatMap(({ expect }) => (expect.invoice === undefined ? [] : [Number(expect.invoice.msat)]))
    .sort((a, b) => a - b)
  const median = prices[Math.floor(prices.length / 2)] ?? 0
  return limits.msatMax <= 10 * median
    ? []
    : [`msatMax is ${limits.msatMax}, more than ten times the recorded price, ${median}`]
}

/** What is promised to be delivered is described, and there is somebody to ask. */
export function receiptComplete({ card }: Subject): Finding {
  const { support, homepage, delivers } = card.manifest
  const described = Object.keys(card.output?.properties ?? {}).length > 0
  return [
    ...((support ?? homepage) === undefined
      ? ['lapp.json links neither support nor homepage']
      : []),
    ...(delivers !== 'nothing' && !(described && card.delivers)
      ? [`it delivers ${delivers}, but has no output form and deliver`]
      : [])
  ]
}

/**
 * Every phone number and e-mail address that it asks for is explained where buyers read what they
 * need.
 */
export function isPersonal({ card, files }: Subject): Finding {
  const need = section(files.get('README.md') ?? '', 'What you need')?.toLowerCase() ?? ''
  return Object.values(card.input.properties).flatMap(field => {
    const format = 'format' in field ? field.format : undefined
    if (format !== 'phone' && format !== 'email') return []
    const told = need.includes(format === 'phone' ? 'phone' : 'mail')
    return told ? [] : [`README.md does not say what "${field.title}" is needed for`]
  })
}
