// The simulated phones: text messages received, by number.
import type { Network } from './network.ts'
import type { Row } from './store.ts'

export type Message = { readonly text: string; readonly at: string }

export const deliverMessage = (network: Network, number: string, text: string): void =>
  network.store.run(
    'insert into message (number, text, at_ms) values (?, ?, ?)',
    ...[number, text, network.now()]
  )

export const messagesAt = (network: Network, number: string): readonly Message[] =>
  network.store
    .all('select text, at_ms from message where number = ? order by id', number)
    .map(toMessage)

const SHOWN = 20

/** Messages to all numbers, newest first. */
export const messagesAnywhere = (network: Network): readonly (Message & { number: string })[] =>
  network.store
    .all('select number, text, at_ms from message order by id desc limit ?', SHOWN)
    .map(row => ({ number: String(row['number']), ...toMessage(row) }))

const toMessage = (row: Row): Message => ({
  text: String(row['text']),
  at: new Date(Number(row['at_ms'])).toISOString()
})
