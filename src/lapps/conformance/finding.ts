// The result of a check or a rule: problems (none: it passes), why it does not apply, or that there
// is nothing to try it on yet.

export type Finding = readonly string[] | { readonly exempt: string } | { readonly unseen: string }

export const passes = (finding: Finding): boolean =>
  'exempt' in finding || (!('unseen' in finding) && finding.length === 0)
