import { test } from 'tap'
import { findDestination, findUnpayable } from '../../../src/bot/grammar/find-destination.ts'

const INVOICE = `lnbcrt20u1${'q'.repeat(200)}`

test('an invoice is found however it is wrapped', async t => {
  for (const text of [
    INVOICE,
    INVOICE.toUpperCase(),
    `lightning:${INVOICE}`,
    `pay this (${INVOICE}), please`,
    `Deposit:\n\n${INVOICE}\n\nthanks`,
    `invoice=${INVOICE}`,
    `„${INVOICE}“`,
    `\u200B${INVOICE.slice(0, 50)}\u200B${INVOICE.slice(50)}\uFEFF`,
    `${INVOICE.slice(0, 70)}\n${INVOICE.slice(70, 140)}\n${INVOICE.slice(140)}`,
    `pay\n${INVOICE.slice(0, 70)}\r\n  ${INVOICE.slice(70)}\nthanks`
  ])
    t.match(findDestination(text)?.toLowerCase(), new RegExp(`${INVOICE}$`), text.slice(0, 30))
  t.equal(findDestination('Pay', [`lightning:${INVOICE}`]), `lightning:${INVOICE}`)
  t.equal(findDestination('send it to <ann@example.com>.'), 'ann@example.com')
  t.equal(findDestination('bitcoin:?lightning=' + INVOICE), 'bitcoin:?lightning=' + INVOICE)
  t.equal(findDestination('hello, how are you? 12:30'), undefined)
  t.equal(findDestination(''), undefined)
})

test('what cannot be paid from here is known for what it is', async t => {
  t.match(findUnpayable('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'), /on-chain/)
  t.match(findUnpayable('to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT please'), /on-chain/)
  t.match(findUnpayable('bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1'), /on-chain/)
  t.match(findUnpayable(`lno1${'q'.repeat(80)}`), /BOLT 12/)
  t.equal(findUnpayable('hello there'), undefined)
})
