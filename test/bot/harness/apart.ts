// A gateway with a bot in a process of its own, for whoever kills it or counts what it takes.
import type { Test } from 'tap'
import { start, type Started } from '../../e2e/harness/gateway.ts'
import { place, type Env } from '../../e2e/harness/place.ts'
import { botOf, watched, type House } from './gateway.ts'
import { telegram } from './telegram.ts'

export async function houseApart(
  t: Test,
  env: Env = {},
  command?: readonly string[]
): Promise<House<Started>> {
  const tg = await telegram(t)
  return watched(t, tg, await start(await place(t), { ...botOf(tg), ...env }, command))
}
