// What may not grow unnoticed: the scripts of each page's first view; what an operator installs.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'tap'
import { SCOPES } from '../src/account/scopes.ts'
import type { Playground } from '../src/web/playground/port.ts'
import { TOKEN } from './bot/harness/telegram.ts'
import { ROOT } from './harness/house/root.ts'
import { inMemory, SESSION } from './web/harness/in-memory.ts'

const SCRIPT_MAX = 150_000
/** The half of it is Node itself, and a fifth the PostgreSQL of this platform. */
const INSTALLED_MAX = 300_000_000

const PAGES = [
  ...['/', '/lapps/lnsms', '/sign-in', '/sessions', '/app', '/components', '/playground'],
  ...['/wallet', '/wallet/deposit', '/wallet/withdraw', '/wallet/send', '/wallet/history'],
  ...['/developers', '/developers/keys', '/developers/webhooks', '/developers/events', '/operator']
]

/** Nobody has said anything there yet. */
const playground: Playground = {
  look: async () => Promise.resolve({ messages: [], phone: [], at: 0 }),
  say: async () => Promise.resolve(),
  press: async () => Promise.resolve(),
  pay: async () => Promise.resolve(),
  invoice: async () => Promise.resolve('')
}

test('the scripts of a page’s first view are small, with all that they import', async t => {
  const caller = { ...SESSION.caller, scopes: SCOPES }
  const { url, headers } = await inMemory(t, {
    session: () => ({ ...SESSION, caller }),
    changes: { sandboxKey: 'lgk_0', botToken: TOKEN, playground }
  })
  for (const path of PAGES) {
    const page = await fetch(url + path, { headers })
    t.equal(page.status, 200, path)
    const html = await page.text()
    const waiting = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src]) =>
      String(new URL(src ?? '', url))
    )
    t.ok(waiting.length > 0, `${path} has some`)
    const sizes = new Map<string, number>()
    for (const src of waiting) {
      if (sizes.has(src)) continue
      const text = await (await fetch(src)).text()
      sizes.set(src, gzipSync(text).length)
      for (const [, name] of text.matchAll(/^import .* from '(\.[^']+)'/gm))
        waiting.push(String(new URL(name ?? '', src)))
    }
    const sum = [...sizes.values()].reduce((all, size) => all + size, 0)
    t.comment(`${path}: ${sum} bytes in ${sizes.size} scripts`)
    t.ok(sum <= SCRIPT_MAX, `${path}: ${sum} bytes`)
  }
})

type Locked = Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>

/** Of a package, without the packages inside it, which are counted by themselves. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + sizeOf(path)
    return entry.isFile() ? sum + statSync(path).size : sum
  }, 0)

test('what `npm ci --omit=dev` installs stays small', t => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Locked
  }
  const sizes = Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    // Those of other platforms are in the lock, and not here.
    .filter(([path]) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.isDirectory())
    .map(([path]) => [path, sizeOf(join(ROOT, path))] as const)
  const sum = sizes.reduce((all, [, size]) => all + size, 0)
  const largest = sizes.toSorted(([, a], [, b]) => b - a).slice(0, 5)
  t.comment(`${sizes.length} packages, ${sum} bytes; ${largest.join(' ')}`)
  t.ok(sum < INSTALLED_MAX, `${sum} bytes`)
  t.ok(sizes.length > 50, 'they are installed here')
  t.end()
})
