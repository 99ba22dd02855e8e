// Checks whether payments may be sent through this node, at start-up and at every reconnect
// (safe-payer.md 3.1).
import { isOlder } from '../core/version.ts'
import type { Network, NodeInfo, NodeSettings } from './port.ts'

export type Verdict = {
  /** Each names a fault and its remedy, on one line; any of them prevents the start. */
  readonly refuse: readonly string[]
  readonly warn: readonly string[]
}

type Facts = {
  readonly info: NodeInfo
  readonly settings: NodeSettings
  readonly highestPayIndex: number
  readonly expectedNetwork?: Network | undefined
  /** The node that the database belongs to. */
  readonly knownNodeId?: string | undefined
  /** The pay_index up to which deposits were credited. */
  readonly cursor?: number | undefined
}

export function checkStartup(facts: Facts): Verdict {
  const { info, settings, knownNodeId, expectedNetwork, cursor = 0, highestPayIndex } = facts
  const refuse = [
    isOlder(info.version, [26, 6, 0]) !== false &&
      `lightningd ${info.version} is older than 26.06, whose xpay is needed: upgrade it.`,
    expectedNetwork !== undefined &&
      info.network !== expectedNetwork &&
      `The node is on ${info.network} but NETWORK is ${expectedNetwork}: ` +
        'set NETWORK, or point to another node.',
    knownNodeId !== undefined &&
      info.id !== knownNodeId &&
      `The node is ${info.id} but the database belongs to ${knownNodeId}: ` +
        'point to that node, or run `gateway node adopt` if it was replaced for good.',
    ...deletions(settings),
    ...userLayers(settings),
    isDrainable(info.version) &&
      settings.dualFund &&
      `lightningd ${info.version} with experimental-dual-fund can be drained ` +
        '(lightning issue 9498): upgrade it to 26.06.8, or take that option away.',
    highestPayIndex < cursor &&
      `The node's highest pay_index is ${highestPayIndex} ` +
        `but deposits were credited up to ${cursor}: ` +
        'its database is older than ours, so bring back the newer one.'
  ]
  return { refuse: refuse.filter(isSaid), warn: [...slowness(settings), ...age(info)] }
}

/** What an operator should fix in a node that is in use. */
export const warnings = (settings: NodeSettings): readonly string[] => [
  ...deletions(settings),
  ...userLayers(settings),
  ...slowness(settings)
]

const deletions = ({ autocleanAges }: NodeSettings): readonly string[] =>
  Object.entries(autocleanAges)
    .filter(([, seconds]) => seconds !== 0)
    .map(
      ([name, seconds]) =>
        `The node has ${name}=${seconds}, which deletes the evidence of payments: ` +
        `run \`lightning-cli setconfig ${name} 0\`.`
    )

const slowness = ({ slowMode }: NodeSettings): readonly string[] =>
  slowMode
    ? []
    : [
        'xpay-slow-mode is off, so what a payment of several parts has cost is known later: ' +
          'run `lightning-cli setconfig xpay-slow-mode true`.'
      ]

const userLayers = ({ userLayers }: NodeSettings): readonly string[] =>
  userLayers.length === 0
    ? []
    : [
        `The node has xpay-user-layer=${userLayers.join(', ')}, which can open a way that the ` +
          'gateway has closed to a lost payment: take that option away.'
      ]

const age = ({ version }: NodeInfo): readonly string[] =>
  isDrainable(version)
    ? [`lightningd ${version} has known faults: upgrade it to 26.06.8 or later.`]
    : []

/** A build from source reports the tag before it; a version that cannot be read counts as old. */
const isDrainable = (version: string): boolean => isOlder(version, [26, 6, 8]) !== false

const isSaid = (line: string | false): line is string => line !== false
