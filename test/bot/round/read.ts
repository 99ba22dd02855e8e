import { test } from 'tap'
import { readRound, type Game } from '../../../src/bot/round/read.ts'

const TABLE: readonly (readonly [game: Game, rest: string, means: string])[] = [
  ['giveaway', '100', '100000 × 1'],
  ['giveaway', '100 5', '100000 × 5'],
  ['giveaway', '1k 5 happy birthday', '1000000 × 5: happy birthday'],
  ['giveaway', '100 sats 5', '100000 × 5'],
  ['giveaway', '100 for you', '100000 × 1: for you'],
  // Two numbers are never glued to one: what it costs is asked before it begins.
  ['giveaway', '2 100', '2000 × 100'],
  ['giveaway', '1 000 5', 'unclear'],
  ['giveaway', '1.000 5', '1000000 × 5'],
  ['giveaway', '100 0', 'unclear'],
  ['giveaway', '100 1.5', 'unclear'],
  ['giveaway', '100 101', 'too many'],
  ['giveaway', '', 'unclear'],
  ['giveaway', 'hello', 'unclear'],
  ['giveaway', '$5 2', 'unclear'],
  ['giveaway', '-5 2', 'unclear'],
  ['faucet', '1000 10', '10000 × 100'],
  ['faucet', '1000 300', '300000 × 3'],
  ['faucet', '1k 100 have fun', '100000 × 10: have fun'],
  ['faucet', '1000 sats 100 sats', '100000 × 10'],
  ['faucet', '1000', 'unclear'],
  ['faucet', '10 1000', 'unclear'],
  ['faucet', '10000 10', 'too many'],
  ['tipjar', '1000 100', '100000 × 10'],
  ['tipjar', '100', '100000 × 20'],
  ['tipjar', '100 for the server', '100000 × 20: for the server'],
  ['tipjar', '', 'unclear']
]

test('what a giveaway, a faucet and a tip jar are of', t => {
  for (const [game, rest, deps] of TABLE) {
    const typed = readRound(game, rest)
    const read =
      typed.is === 'round'
        ? `${typed.amountMsat} × ${typed.count}${typed.memo === '' ? '' : `: ${typed.memo}`}`
        : typed.is
    t.equal(read, deps, `/${game} ${rest}`)
  }
  t.end()
})
