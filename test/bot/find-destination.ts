import { test } from 'tap'
import { findDestination } from '../../src/bot/find-destination.ts'

const INVOICE = `lnbcrt20u1${'q'.repeat(200)}`

test('an invoice is found however it is wrapped', async t => {
  for (const text of [
    INVOICE,
    INVOICE.toUpperCase(),
    `lightning:${INVOICE}`,
    `pay this (${INVOICE}), please`,
    `Deposit:\n\n${INVOICE}\n\nthanks`,
    `invoice=${INVOICE}`
  ])
    t.match(findDestination(text)?.toLowerCase(), new RegExp(`${INVOICE}$`), text.slice(0, 30))
  t.equal(findDestination('Pay', [`lightning:${INVOICE}`]), `lightning:${INVOICE}`)
  t.equal(findDestination('send it to <ann@example.com>.'), 'ann@example.com')
  t.equal(findDestination('bitcoin:?lightning=' + INVOICE), 'bitcoin:?lightning=' + INVOICE)
  t.equal(findDestination('hello, how are you? 12:30'), undefined)
  t.equal(findDestination(''), undefined)
})
