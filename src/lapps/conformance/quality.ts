// The quality scale: rules by tier, and the tier that a LApp has reached. Computed, never claimed.
import { iconProblems, readmeProblems, section } from './facts.ts'
import { isPersonal } from './personal.ts'
import { passes, type Finding } from './finding.ts'
import type { Subject } from './subject.ts'
import type { Found } from './suite.ts'
import { TIERS, type Tier } from '../contract/granted.ts'
import { limitsTight, maintainerNamed, receiptComplete, textsPlain } from './quality-rules.ts'

export type Rule = {
  readonly id: string
  readonly tier: Exclude<Tier, 'none'>
  readonly why: string
  readonly check: (
    subject: Subject,
    found: ReadonlyMap<string, Finding>
  ) => Finding | Promise<Finding>
  /**
   * Whether `exempt` of lapp.json may excuse it with a reason. Rules that keep money safe have no
   * exemption.
   */
  readonly exemptable: boolean
}

const of =
  (...checks: readonly string[]): Rule['check'] =>
  (_subject, found) => {
    const all = checks.map(id => found.get(id) ?? [`${id} was not run`])
    const exempt = all.find(finding => 'exempt' in finding)
    const unseen = all.find(finding => 'unseen' in finding)
    const problems = all.flatMap(one => ('exempt' in one || 'unseen' in one ? [] : one))
    return exempt ?? (problems.length > 0 ? problems : (unseen ?? []))
  }

const when =
  (fits: (subject: Subject) => boolean, otherwise: string): Rule['check'] =>
  subject =>
    fits(subject) ? [] : [otherwise]

const rule =
  (exemptable: boolean) =>
  (tier: Rule['tier'], id: string, why: string, check: Rule['check']): Rule => ({
    id,
    tier,
    why,
    check,
    exemptable
  })

const firm = rule(false)
const soft = rule(true)

/**
 * Omitted, since no machine here can measure them: `support-reachable`, `delivery-ready-under-60s`,
 * `idempotent-upstream`, `second-maintainer`, `90-days-green`.
 */
export const RULES: readonly Rule[] = [
  firm('bronze', 'manifest-valid', 'trust is decided by facts', subject => subject.unreadable),
  firm('bronze', 'form-drawable', 'five surfaces draw the form', of('C2', 'C3')),
  soft('bronze', 'texts-plain', 'buyers are no engineers', textsPlain),
  firm(
    'bronze',
    'invoice-accepted',
    'an invoice that the host refuses sells nothing',
    of('C5', 'C9')
  ),
  soft(
    'bronze',
    'refusal-shown',
    'a no that was never seen is a no that is not understood',
    when(
      ({ fixtures }) => fixtures.some(({ expect }) => expect.refusal !== undefined),
      'there is no recording of a purchase that the service refuses'
    )
  ),
  firm('bronze', 'hosts-exact', 'where it may go is what a reviewer approves', of('C6')),
  firm('bronze', 'secrets-declared', 'a secret that is not declared cannot be guarded', of('C6')),
  firm('bronze', 'narrow-imports', 'what it cannot name it cannot misuse', of('C4')),
  firm('bronze', 'readme-headings', 'README.md is its page', readmeProblems),
  firm('bronze', 'icon-clean', 'an icon is seen and does nothing', iconProblems),
  firm('bronze', 'maintainer-named', 'somebody must be asked', maintainerNamed),
  soft(
    'bronze',
    'terms-linked',
    'a buyer may read what is agreed to',
    when(
      ({ card: { manifest } }) => (manifest.terms ?? manifest.homepage) !== undefined,
      'lapp.json links neither terms nor a homepage'
    )
  ),
  firm('silver', 'repeat-safe', 'retries happen', of('C7')),
  firm('silver', 'faults-typed', 'services fail', of('C8')),
  firm('silver', 'abort-honoured', 'buyers go away', of('C10')),
  firm('silver', 'deliver-repeatable', 'deliveries are asked for again', of('C11')),
  firm('silver', 'form-compatible', 'programs buy too', of('C12')),
  soft('silver', 'limits-tight', 'a limit far above every price limits nothing', limitsTight),
  soft(
    'silver',
    'secrets-tested',
    'a wrong key is noticed before somebody pays',
    when(
      ({ card }) => card.hasQuote || Object.values(card.manifest.secrets).every(s => s.optional),
      'it needs a secret and has no quote, which would prove it'
    )
  ),
  soft('gold', 'fresh-recording', 'services change', of('C13')),
  soft('gold', 'live-green', 'recordings are no service', of('C15')),
  soft('gold', 'translated', 'what is promised in lapp.json is there', of('C14')),
  soft(
    'gold',
    'price-before-confirm',
    'nobody buys blindly',
    when(
      ({ card }) => card.hasQuote || card.manifest.price === 'fixed',
      'the price is not fixed and there is no quote'
    )
  ),
  soft(
    'gold',
    'presets',
    'examples are the buttons of the dialog',
    when(
      ({ card }) => new Set(card.manifest.examples.map(e => JSON.stringify(e))).size > 1,
      'lapp.json has fewer than two examples'
    )
  ),
  soft(
    'gold',
    'limits-documented',
    'a limit that is not told is a surprise',
    when(
      ({ files }) => (section(files.get('README.md') ?? '', 'Limits') ?? '').length >= 60,
      'README.md says too little under "Limits"'
    )
  ),
  soft(
    'gold',
    'refund-explained',
    'who pays wants to know who pays back',
    when(
      ({ files }) => /"refund"\s*:\s*\{[^}]*"text"/s.test(files.get('lapp.json') ?? ''),
      'lapp.json says nothing of its own about refunds ("refund": {"by", "text"})'
    )
  ),
  soft(
    'gold',
    'receipt-complete',
    'a receipt says what came of it and whom to ask',
    receiptComplete
  ),
  soft('platinum', 'fuzzed', 'surprises are found before buyers find them', of('C16')),
  soft('platinum', 'personal-data-minimal', 'data that nobody has is not lost', isPersonal)
]

export type Judged = Omit<Rule, 'check' | 'exemptable'> & { readonly finding: Finding }

export async function rateQuality(
  subject: Subject,
  found: readonly Found[]
): Promise<readonly Judged[]> {
  const byId = new Map(found.map(({ id, finding }) => [id, finding]))
  const { exempt } = subject.card.manifest
  return Promise.all(
    RULES.map(async ({ check, exemptable, ...rule }) => {
      const finding = await check(subject, byId)
      const reason = exempt[rule.id]
      const excused = exemptable && reason !== undefined && !passes(finding)
      return { ...rule, finding: excused ? { exempt: reason } : finding }
    })
  )
}

/** The highest tier whose rules, and those of every tier below, all pass or are exempt. */
export function tierOf(judged: readonly Judged[]): Tier {
  const bad = TIERS.findIndex(tier =>
    judged.some(rule => rule.tier === tier && !passes(rule.finding))
  )
  return TIERS[bad === -1 ? TIERS.length - 1 : bad - 1] ?? 'none'
}
