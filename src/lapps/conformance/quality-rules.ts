// Rules of the quality scale that need more than one line.
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** "Top up a phone", not "Phone top-up service integration". */
export function textsPlain({ card, driver }: Subject): Finding {
  const { title, summary } = card.manifest
  const jargon = /\b(integration|connector|plugin|lapp|api|module|wrapper|endpoint)\b/i
  const bare = [...new Set(driver.said.flatMap(refusal))].filter(said => STATUS.test(said))
  const told = bare.map(said => `a buyer reads "${said}": say what is wrong and what would help`)
  const plain = [title, summary].flatMap(text => {
    const word = jargon.exec(text)?.[0]
    return [
      ...(word === undefined ? [] : [`"${text}": a buyer does not say "${word}"`]),
      ...(/^\p{Ll}/u.test(text) ? [`"${text}" begins with a small letter`] : [])
    ]
  })
  return [...plain, ...told]
}

/** An HTTP status code, which tells a buyer nothing. */
const STATUS = /\b(?:error|status|http|code)\W{0,3}[45]\d\d\b/i

/** The message for the buyer, if the line is a refusal of the LApp's own. */
function refusal(line: string): string[] {
  const { is, code, message } = JSON.parse(line) as Readonly<Record<string, unknown>>
  return is === 'refused' && code !== 'upstream' && typeof message === 'string' ? [message] : []
}

/** The placeholder that `lapp new` writes. */
export const NOBODY = '@your-handle'

export const maintainerNamed = ({ card }: Subject): Finding => {
  const { maintainers } = card.manifest
  if (maintainers.length === 0) return ['lapp.json names no maintainer']
  return maintainers.includes(NOBODY)
    ? [`lapp.json names ${NOBODY}, who is nobody: write your own`]
    : []
}

/**
 * msatMax is at most ten times the median recorded price. If the buyer chooses the amount, the form
 * bounds it.
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

/** Promised outputs are described, and there is a support contact. */
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
