// Where the page of a deposit is, for whoever pays it.
import { showId, type Id } from '../core/ids.ts'

export const checkoutUrl = (publicUrl: string, deposit: Id): string =>
  `${publicUrl.replace(/\/+$/, '')}/pay/${showId('dep', deposit)}`
