// Translates the warnings of `/health/ready` for the operator's page: rooms phrase them in English,
// for programs and logs, and each sentence is here in every language of the pages.
import { both, speaker, type Language } from '../ground/speech.ts'

const SENTENCES = {
  evidence: both(
    'The node has {name}={seconds}, which deletes the evidence of payments: run `lightning-cli setconfig {name} 0`.',
    'Der Knoten hat {name}={seconds} und löscht damit die Belege von Zahlungen: Führe `lightning-cli setconfig {name} 0` aus.'
  ),
  slowMode: both(
    'xpay-slow-mode is off, so what a payment of several parts has cost is known later: run `lightning-cli setconfig xpay-slow-mode true`.',
    'xpay-slow-mode ist aus, daher steht erst später fest, was eine Zahlung in mehreren Teilen gekostet hat: Führe `lightning-cli setconfig xpay-slow-mode true` aus.'
  ),
  userLayer: both(
    'The node has xpay-user-layer={layers}, which can open a way that the gateway has closed to a lost payment: take that option away.',
    'Der Knoten hat xpay-user-layer={layers}; das kann einen Weg öffnen, den das Gateway einer verlorenen Zahlung verschlossen hat: Nimm diese Einstellung weg.'
  ),
  nodeOld: both(
    'lightningd {version} has known faults: upgrade it to {wanted} or later.',
    'lightningd {version} hat bekannte Fehler: Bring es auf {wanted} oder neuer.'
  ),
  btcpayOld: both(
    'BTCPay Server {version} is older than {wanted}, which closes 85 findings, one of them critical, and reads of single invoices without authentication: upgrade it',
    'BTCPay Server {version} ist älter als {wanted}; diese Version schließt 85 Lücken, eine davon kritisch, und das Lesen einzelner Rechnungen ohne Anmeldung: Aktualisiere ihn.'
  ),
  electrumOld: both(
    'Electrum {version} is older than {wanted}, which mends security faults: upgrade it',
    'Electrum {version} ist älter als {wanted}, das Sicherheitslücken schließt: Aktualisiere es.'
  ),
  sourceAway: both(
    '{name} cannot be asked for its version ({why}): deposits through it wait',
    '{name} lässt sich nicht nach seiner Version fragen ({why}): Einzahlungen darüber warten.'
  ),
  unparted: both(
    'LApps run as the gateway’s own user, since no other may enter the folder of this program, of Node or of LApps: put them where all may read, for instance below /opt',
    'LApps laufen unter dem Benutzer des Gateways selbst, da kein anderer den Ordner dieses Programms, von Node oder der LApps betreten darf: Lege sie dorthin, wo alle lesen dürfen, zum Beispiel unter /opt.'
  ),
  queuedOne: both(
    'the next payment is told to fail or hang: DELETE /sandbox/node/next-payments forgets that',
    'Die nächste Zahlung soll scheitern oder hängen: DELETE /sandbox/node/next-payments vergisst das.'
  ),
  queued: both(
    'the next {count} payments are told to fail or hang: DELETE /sandbox/node/next-payments forgets that',
    'Die nächsten {count} Zahlungen sollen scheitern oder hängen: DELETE /sandbox/node/next-payments vergisst das.'
  ),
  jobFails: both(
    '"{name}" has failed {count} times in a row',
    '„{name}“ ist {count}-mal hintereinander gescheitert.'
  ),
  syncing: both(
    'the node lags behind the chain: {said}',
    'Der Knoten liegt hinter der Kette zurück: {said}'
  ),
  noChannel: both(
    'the node has no channel that is up: nothing can be paid or received',
    'Der Knoten hat keinen offenen Kanal: Nichts kann bezahlt oder empfangen werden.'
  ),
  clocks: both(
    'the clocks of the gateway and of the database are {seconds} s apart: set both by NTP, since invoices expire by them',
    'Die Uhren des Gateways und der Datenbank gehen {seconds} s auseinander: Stelle beide nach NTP, denn Rechnungen laufen nach ihnen ab.'
  ),
  nodeClock: both(
    'the clocks of the gateway and of the node are {seconds} s apart: set both by NTP, since invoices expire by them',
    'Die Uhren des Gateways und des Knotens gehen {seconds} s auseinander: Stelle beide nach NTP, denn Rechnungen laufen nach ihnen ab.'
  ),
  frozen: both(
    'outgoing payments are frozen ({reason})',
    'Ausgehende Zahlungen sind eingefroren ({reason}).'
  ),
  differ: both(
    'what the node received and what was credited differ by {msat} msat: the log says where; nothing is mended by itself',
    'Was der Knoten empfangen hat und was gutgeschrieben wurde, weicht um {msat} msat ab: Das Protokoll sagt, wo; nichts behebt sich von selbst.'
  ),
  stuckOne: both(
    '1 payment hangs for more than ten minutes: see payment list --stuck',
    '1 Zahlung hängt seit über zehn Minuten: siehe payment list --stuck'
  ),
  stuck: both(
    '{count} payments hang for more than ten minutes: see payment list --stuck',
    '{count} Zahlungen hängen seit über zehn Minuten: siehe payment list --stuck'
  ),
  lostOne: both(
    '1 payment that was credited is gone from its chain: the house bears it',
    '1 gutgeschriebene Zahlung ist von ihrer Kette verschwunden: Das Haus trägt sie.'
  ),
  lost: both(
    '{count} payments that were credited are gone from their chain: the house bears them',
    '{count} gutgeschriebene Zahlungen sind von ihrer Kette verschwunden: Das Haus trägt sie.'
  ),
  doubtfulOne: both(
    '1 deposit needs an operator’s look: the log says why',
    '1 Einzahlung braucht einen Blick: Das Protokoll sagt, warum.'
  ),
  doubtful: both(
    '{count} deposits need an operator’s look: the log says why',
    '{count} Einzahlungen brauchen einen Blick: Das Protokoll sagt, warum.'
  ),
  suspenseOne: both(
    '1 receipt waits for an owner: see suspense list',
    '1 Eingang wartet auf einen Besitzer: siehe suspense list'
  ),
  suspense: both(
    '{count} receipts wait for an owner: see suspense list',
    '{count} Eingänge warten auf einen Besitzer: siehe suspense list'
  ),
  behindOne: both(
    '1 payment was received by the node and is not read yet',
    '1 Zahlung hat der Knoten empfangen, die noch nicht gelesen ist.'
  ),
  behind: both(
    '{count} payments were received by the node and are not read yet',
    '{count} Zahlungen hat der Knoten empfangen, die noch nicht gelesen sind.'
  ),
  liquidity: both(
    'the channels can send {outbound} msat and users are owed {owed}: not all of them could pay it out at once',
    'Die Kanäle können {outbound} msat senden, den Nutzern sind {owed} msat geschuldet: Nicht alle könnten es auf einmal auszahlen.'
  ),
  starting: both('the start is not over', 'der Start ist nicht vorbei'),
  nodeAway: both('the Lightning node', 'der Lightning-Knoten'),
  standby: both(
    'the database (commits wait for a synchronous standby that does not answer)',
    'die Datenbank (Commits warten auf einen synchronen Standby, der nicht antwortet)'
  ),
  databaseBad: both('the database ({trouble})', 'die Datenbank ({trouble})'),
  databaseAway: both('the database', 'die Datenbank')
} as const

const sayIn = speaker(SENTENCES)

/** Each name stands for a value; a name that repeats stands for the same value. */
function patternOf(sentence: string): RegExp {
  const seen = new Set<string>()
  const parts = sentence.split(/\{(\w+)\}/).map((part, at) => {
    if (at % 2 === 0) return RegExp.escape(part)
    if (seen.has(part)) return `\\k<${part}>`
    seen.add(part)
    return `(?<${part}>[^]+?)`
  })
  return new RegExp(`^${parts.join('')}$`)
}

const KNOWN = Object.entries(SENTENCES).map(
  ([name, { en }]) => [name as keyof typeof SENTENCES, patternOf(en)] as const
)

/** undefined: not translated yet; shown in English. */
export function warningIn(language: Language, english: string): string | undefined {
  for (const [name, pattern] of KNOWN) {
    const found = pattern.exec(english)
    if (found !== null) return sayIn(language)(name, found.groups)
  }
  return undefined
}
