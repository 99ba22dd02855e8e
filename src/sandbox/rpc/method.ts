// The interface of one RPC method of the node: its parameters and its result.
import type { Network } from '../node/network.ts'
import { readParams, type Params, type Spec } from './params.ts'

export type Call = {
  readonly network: Network
  /** Aborted when the caller has disconnected, so that no work is left waiting. */
  readonly signal: AbortSignal
}

export type Method = (call: Call, given: unknown, raw: string) => object | Promise<object>

export const method =
  <S extends Spec>(
    spec: S,
    answer: (call: Call, params: Params<S>) => object | Promise<object>
  ): Method =>
  (call, given, raw) =>
    answer(call, readParams(spec, given, raw))
