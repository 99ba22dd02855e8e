// Versions of third-party software that an operator should upgrade from, and why.
import { isOlder } from '../core/version.ts'
import type { Wire } from './sources/btcpay-wire.ts'
import type { Electrum } from './sources/electrum-wire.ts'

export async function versionWarnings(
  btcpay: Pick<Wire, 'version'> | undefined,
  electrum: Pick<Electrum, 'version'> | undefined
): Promise<readonly string[]> {
  const asked = await Promise.all([
    btcpay && told('BTCPay Server', btcpay, ofBtcpay),
    electrum && told('Electrum', electrum, ofElectrum)
  ])
  return asked.filter(one => one !== undefined)
}

async function told(
  name: string,
  { version }: { readonly version: () => Promise<string> },
  judge: (version: string) => string | undefined
): Promise<string | undefined> {
  try {
    return judge(await version())
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no answer'
    return `${name} cannot be asked for its version (${why}): deposits through it wait`
  }
}

export const ofBtcpay = (version: string): string | undefined =>
  isOlder(version, [2, 4, 7])
    ? `BTCPay Server ${version} is older than 2.4.7, which closes 85 findings, one of them ` +
      'critical, and reads of single invoices without authentication: upgrade it'
    : undefined

export const ofElectrum = (version: string): string | undefined =>
  isOlder(version, [4, 8, 1])
    ? `Electrum ${version} is older than 4.8.1, which mends security faults: upgrade it`
    : undefined
