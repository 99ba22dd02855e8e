// Builds the URL of a deposit's invoice page.
import { showId, type Id } from '../core/ids.ts'

export const checkoutUrl = (publicUrl: string, deposit: Id): string =>
  `${publicUrl.replace(/\/+$/, '')}/pay/${showId('dep', deposit)}`
