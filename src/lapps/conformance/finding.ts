// What a check or a rule found: problems (none: it passes), or why it does not apply.

export type Finding = readonly string[] | { readonly exempt: string }

export const passes = (finding: Finding): boolean => 'exempt' in finding || finding.length === 0
