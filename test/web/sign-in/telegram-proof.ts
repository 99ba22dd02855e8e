import { createHash, createHmac } from 'node:crypto'
import { test } from 'tap'
import { readInitData, readLogin } from '../../../src/web/sign-in/telegram-proof.ts'
import { signInitData, signLogin } from '../harness/telegram-signs.ts'

const TOKEN = '5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8'
const NOW = new Date('2026-11-29T12:00:00Z')
const SECONDS = String(NOW.getTime() / 1_000)
const ago = (seconds: number): string => String(NOW.getTime() / 1_000 - seconds)

test('the data of a Mini App that its documentation shows is read', t => {
  const shown =
    'query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2'
  const then = new Date(1_662_771_700_000)
  t.match(readInitData(shown, TOKEN, then), { person: '279058397', name: 'Vladislav' })
  t.equal(readInitData(shown, TOKEN, NOW), undefined, 'years ago')
  t.equal(readInitData(shown, `${TOKEN.slice(0, -1)}9`, then), undefined, 'of another bot')
  t.end()
})

test('what is forged, old, ahead or doubled is not read', t => {
  const user = '{"id":7,"first_name":"Ann"}'
  const good = { auth_date: SECONDS, user, signature: 'xyz', query_id: 'q' }
  const read = (text: string) => readInitData(text, TOKEN, NOW)?.person
  const text = signInitData(good, TOKEN)
  t.equal(read(text), '7', 'with the signature for third parties in what is signed')
  t.equal(read(text.split('&').toReversed().join('&')), '7', 'in any order')
  t.equal(read(text.replace('signature=xyz&', '')), undefined)
  t.equal(read(text.replace('%22id%22%3A7', '%22id%22%3A8')), undefined)
  t.equal(read(`${text}&user=${encodeURIComponent('{"id":8}')}`), undefined, 'a second user')
  t.equal(read(text.replace(/hash=.*/, `hash=${'0'.repeat(64)}`)), undefined)
  t.equal(read(text.replace(/&hash=.*/, '')), undefined)
  t.equal(read(''), undefined)
  t.equal(read(signInitData({ ...good, auth_date: ago(299) }, TOKEN)), '7')
  t.equal(read(signInitData({ ...good, auth_date: ago(301) }, TOKEN)), undefined)
  t.equal(read(signInitData({ ...good, auth_date: ago(-120) }, TOKEN)), undefined)
  t.equal(read(signInitData({ ...good, auth_date: 'NaN' }, TOKEN)), undefined)
  for (const odd of [
    '{"id":-7}',
    '{"id":"7;"}',
    '{"id":1e99}',
    'null',
    '[]',
    '{',
    '{"__proto__":{"id":7}}'
  ])
    t.equal(read(signInitData({ ...good, user: odd }, TOKEN)), undefined, odd)
  t.end()
})

test('a login on a page is signed by another key, over its own fields alone', t => {
  const good = { id: '7', first_name: 'Ann', auth_date: SECONDS }
  const read = (fields: Readonly<Record<string, string>>) => readLogin(fields, TOKEN, NOW)?.person
  const signed = signLogin(good, TOKEN)
  t.equal(read(signed), '7')
  t.equal(read({ ...signed, state: 'ours', next: '/' }), '7')
  t.equal(read({ ...signed, id: '8' }), undefined)
  t.equal(read({ ...signed, username: 'somebody' }), undefined)
  t.equal(read(signLogin({ ...good, auth_date: ago(301) }, TOKEN)), undefined)
  // The two keys are not each other's: data of a Mini App is no login.
  const key = createHmac('sha256', 'WebAppData').update(TOKEN).digest()
  const list = `auth_date=${SECONDS}\nfirst_name=Ann\nid=7`
  const hash = createHmac('sha256', key).update(list).digest('hex')
  t.equal(read({ ...good, hash }), undefined)
  t.equal(createHash('sha256').update('').digest('hex').length, signed['hash']?.length)
  t.end()
})
