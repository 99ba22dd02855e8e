// Metadata that a caller attaches to a payment, deposit, purchase or transfer: names and texts,
// stored as sent.

export type Metadata = Readonly<Record<string, string>>

/** As a JSON column; null if there is none. */
export const metadataColumn = (metadata: Metadata | undefined): string | null =>
  metadata === undefined || Object.keys(metadata).length === 0 ? null : JSON.stringify(metadata)
