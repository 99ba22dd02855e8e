// Whom to tell of a hole, as RFC 9116 has it.
import fastify from 'fastify'
import { test } from 'tap'
import { security } from '../../src/http/routes/security.ts'
import { ConfigError, readConfig } from '../../src/config.ts'

const publicUrl = 'https://pay.example'
const now = () => new Date('2026-11-29T00:00:00Z')

test('security.txt names who was configured, for half a year from now', async t => {
  const app = fastify()
  security(app, { contact: 'mailto:security@pay.example', publicUrl, now })
  const answer = await app.inject('/.well-known/security.txt')
  t.match(answer.headers['content-type'], /^text\/plain; charset=utf-8$/)
  t.equal(
    answer.body,
    'Contact: mailto:security@pay.example\nExpires: 2027-05-28T00:00:00.000Z\n' +
      'Preferred-Languages: en, de\nCanonical: https://pay.example/.well-known/security.txt\n'
  )
})

test('without a contact there is no such file', async t => {
  const app = fastify()
  security(app, { contact: undefined, publicUrl, now })
  t.equal((await app.inject('/.well-known/security.txt')).statusCode, 404)
})

test('a contact without its scheme, or with a line of its own, stops the start', t => {
  for (const wrong of ['security@pay.example', 'http://pay.example', 'mailto:a@b.c\nContact: x'])
    t.throws(() => readConfig({ SECURITY_CONTACT: wrong }, []), ConfigError, wrong)
  const { securityContact } = readConfig({ SECURITY_CONTACT: 'https://pay.example/hole' }, [])
  t.equal(securityContact, 'https://pay.example/hole')
  t.end()
})
