// Audits the whole books in one snapshot and lists every violation. An empty list is the proof.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'
import { snapshot } from '../db/transaction.ts'
import { AUDIT_RULES } from './audit-rules.ts'

export type Violation = { readonly rule: string; readonly subject: string; readonly detail: string }

export const audit = async (em: EntityManager): Promise<readonly Violation[]> =>
  snapshot(em, async moment => {
    const found: (readonly Violation[])[] = []
    for (const [rule, sql] of Object.entries(AUDIT_RULES)) {
      const rows = await query<{ subject: string; detail: string }>(moment, sql)
      found.push(rows.map(({ subject, detail }) => ({ rule, subject, detail })))
    }
    return found.flat()
  })
