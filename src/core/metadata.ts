// What a caller notes with a payment, deposit, purchase or transfer: names and texts, kept as sent.

export type Metadata = Readonly<Record<string, string>>

/** In a column of JSON, where nothing is noted as nothing. */
export const metadataColumn = (metadata: Metadata | undefined): string | null =>
  metadata === undefined || Object.keys(metadata).length === 0 ? null : JSON.stringify(metadata)
