// What a check or a rule found: problems (none: it passes), why it does not apply, or that there is
// nothing yet to try it on.

export type Finding = readonly string[] | { readonly exempt: string } | { readonly unseen: string }

export const passes = (finding: Finding): boolean =>
  'exempt' in finding || (!('unseen' in finding) && finding.length === 0)
