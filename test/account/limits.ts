// No key gives more than it has, in any of what a key may have.
import { test } from 'tap'
import { isFrom, isRange, isWithin } from '../../src/core/addresses.ts'
import { inherited, isUnlimited, mustCover, UNLIMITED } from '../../src/account/limits.ts'
import type { Limits } from '../../src/account/limits.ts'
import { SCOPES } from '../../src/account/scopes.ts'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'

const budget = newId()
const LIMITED: Limits = {
  budgets: [budget],
  maxPaymentMsat: msat(100),
  lapps: ['lnsms', 'echo'],
  ipAllow: ['10.0.0.0/8', '2001:db8::/32'],
  expiresAt: new Date('2027-01-01'),
  approval: false
}
const MAKER = { scopes: ['keys:write', 'account:read'], limits: LIMITED } as const

const makes = (change: Partial<Limits>) => () => {
  mustCover(MAKER, { scopes: ['account:read'], limits: { ...LIMITED, ...change } })
}

test('what is not more is given', t => {
  makes({})()
  makes({
    budgets: [newId(), budget],
    maxPaymentMsat: msat(99),
    lapps: ['echo'],
    ipAllow: ['10.1.0.0/16', '10.2.3.4', '2001:db8:1::/48'],
    expiresAt: new Date('2026-12-31')
  })()
  t.strictSame(inherited(LIMITED, {}), LIMITED, 'and what is not wished for is as with the maker')
  mustCover({ scopes: SCOPES, limits: LIMITED }, { scopes: SCOPES, limits: UNLIMITED })
  t.end()
})

const MORE: Readonly<Record<string, Partial<Limits>>> = {
  'a budget of another': { budgets: [newId()] },
  max_payment_msat: { maxPaymentMsat: msat(101) },
  lapps: { lapps: ['echo', 'ppq'] },
  ip_allow: { ipAllow: ['10.1.0.0/16', '11.0.0.1'] },
  expires_at: { expiresAt: new Date('2027-01-02') },
  approval: { approval: true }
}

test('what is more, or without a limit that the maker has, is refused by its name', t => {
  for (const [name, change] of Object.entries(MORE)) {
    t.throws(makes(change), { code: 'forbidden', detail: new RegExp(name) }, name)
    if (name === 'approval') continue
    const [field = ''] = Object.keys(change)
    const without = { [field]: UNLIMITED[field as keyof Limits] }
    t.throws(makes(without), { code: 'forbidden', detail: new RegExp(name) }, `no ${name}`)
  }
  t.throws(makes({ ipAllow: ['10.0.0.0/7'] }), { code: 'forbidden' }, 'a wider network')
  t.throws(makes({ ipAllow: ['::/0'] }), { code: 'forbidden' })
  const scopes = ['payments:write', 'admin'] as const
  t.throws(
    () => {
      mustCover(MAKER, { scopes, limits: LIMITED })
    },
    { code: 'forbidden', detail: /payments:write, admin/ }
  )
  t.end()
})

test('one limit is enough for a key not to be one without', t => {
  t.equal(isUnlimited({ limits: { ...UNLIMITED, approval: true } }), true)
  for (const name of ['budgets', 'maxPaymentMsat', 'lapps', 'ipAllow', 'expiresAt'] as const)
    t.equal(isUnlimited({ limits: { ...UNLIMITED, [name]: LIMITED[name] } }), false, name)
  t.end()
})

test('addresses and networks are read as they are written, and nothing else is', t => {
  const right = ['192.0.2.1', '192.0.2.0/24', '0.0.0.0/0', '::1', '2001:db8::/32', '::/0']
  const wrong = ['', 'localhost', '192.0.2', '192.0.2.1/33', '::1/129', '1.2.3.4/a', '1.2.3.4/8/8']
  for (const text of right) t.ok(isRange(text), text)
  for (const text of [...wrong, '1.2.3.4/-1', 'fe80::1%eth0', '1.2.3.4/'])
    t.notOk(isRange(text), text)
  const ranges = ['192.0.2.0/24', '2001:db8::/32']
  for (const ip of ['192.0.2.7', '::ffff:192.0.2.7', '2001:db8:1::1']) t.ok(isFrom(ranges, ip), ip)
  for (const ip of ['192.0.3.7', '::1', 'nobody', '']) t.notOk(isFrom(ranges, ip), ip)
  t.ok(isWithin('10.0.0.0/8', '10.1.2.3'))
  t.notOk(isWithin('10.1.2.3', '10.0.0.0/8'))
  t.notOk(isWithin('::/0', '10.1.2.3'))
  t.end()
})
