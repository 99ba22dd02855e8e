// Where the page of a deposit is, for whoever pays it.
import { show, type Id } from '../core/ids.ts'

export const checkoutUrl = (publicUrl: string, deposit: Id): string =>
  `${publicUrl.replace(/\/+$/, '')}/pay/${show('dep', deposit)}`
