// Drives one LApp in its real process, as the host does, with HTTP answered by the suite; records
// all that it says and requests.
import { pathToFileURL } from 'node:url'
import { clock } from '../../core/clock.ts'
import { SILENT } from '../../core/log.ts'
import type { Fetch } from '../../net/fetch.ts'
import { indexOf } from '../contract/index-of.ts'
import { chooseIdentity } from '../process/identity.ts'
import { LAppProcess, PROCESS_LIMITS } from '../process/lapp-process.ts'
import { filesFor, launch } from '../process/launch.ts'
import type { OpenLApp } from '../open-lapp.ts'
import type { Call, FetchMessage, FromLApp } from '../process/protocol.ts'
import { openReach, type Reach } from '../process/reach.ts'
import type { Args } from '../registry.ts'
import { readAnswer, READERS, unavailable, type Answer, type Values } from '../process/results.ts'
import { Session } from '../process/session.ts'

export type Asked<C extends Call> = {
  readonly answer: Answer<Values[C]>
  readonly requests: readonly FetchMessage[]
}

export type Driver = {
  ask<C extends Call>(call: C, args: Args[C], web: Fetch, signal?: AbortSignal): Promise<Asked<C>>
  /** What it logged, and its refusals and exceptions, verbatim. */
  readonly said: readonly string[]
  /**
   * Resolves once the process has handled everything it was sent, with the number of calls it is
   * still working on.
   */
  settled(afterMs: number): Promise<number>
  close(): void
}

/** A call that has not ended by then is considered hung. */
const CALL_MS = 12_000
/**
 * No heartbeat: the suite answers pongs itself, and a machine under load is no reason to end a
 * LApp.
 */
const LIMITS = { ...PROCESS_LIMITS, beatMs: 1_000_000_000, messagesMaxPerBeat: Infinity }
const SAID_MAX = 5_000

type Open = { readonly reach: Reach; readonly requests: FetchMessage[]; ended: boolean }

/** @param lapp opened for its forms; its own host is not used */
export function openDriver(
  folder: string,
  { card, readOutput, redact }: OpenLApp,
  secrets: Readonly<Record<string, string>>
): Driver {
  const { manifest } = card
  const said: string[] = []
  const pongs: (() => void)[] = []
  let calls = new Map<number, Open>()
  let count = 0
  let process: LAppProcess | undefined
  let session: Session | undefined

  function hear(message: FromLApp): void {
    if (message.is === 'pong') pongs.shift()?.()
    if (message.is === 'fetch') calls.get(message.id)?.requests.push(message)
    const isOver = message.is === 'refused' || message.is === 'threw'
    if (isOver || message.is === 'log') say(JSON.stringify(message))
    if (isOver || message.is === 'done') {
      const call = calls.get(message.id)
      if (call !== undefined) call.ended = true
    }
  }
  const say = (text: string): void => {
    if (said.length < SAID_MAX) said.push(text)
  }

  function open(): Session {
    if (session !== undefined && session.ended === undefined) return session
    calls = new Map()
    count = 0
    session = new Session(
      (onMessage, onEnd) => {
        const child = launch(folder, chooseIdentity(filesFor(folder)))
        const own = new LAppProcess(child, LIMITS, both(hear, onMessage), onEnd)
        const index = pathToFileURL(indexOf(folder)).href
        own.send({ is: 'hello', index, url: manifest.url.replace(/\/*$/, '/'), secrets })
        process = own
        return own
      },
      {
        fetch: (message, signal) =>
          calls.get(message.id)?.reach.fetch(message, signal) ??
          Promise.resolve({ is: 'no-response', why: 'undeclared' }),
        // The suite answers all hosts itself, and waits as long as the LApp does.
        isNamedByBuyer: () => false
      },
      SILENT,
      clock
    )
    return session
  }

  return {
    said,
    async ask(call, args, web, signal) {
      const own = open()
      const late = AbortSignal.timeout(CALL_MS)
      const either = AbortSignal.any(signal ? [late, signal] : [late])
      const requests: FetchMessage[] = []
      if (signal?.aborted === true) {
        return { answer: unavailable('cancelled', 'Nobody waits for it.'), requests }
      }
      // The session numbers its calls in the order in which they are made.
      const reach = openReach(manifest, undefined, { named: web, chosen: web })
      calls.set(++count, { reach, requests, ended: false })
      const order = { ...args.order, msatMax: String(args.order.msatMax) }
      const paid = 'paid' in args ? { paid: args.paid } : {}
      const ending = await own.ask({ call, order, ...paid }, either)
      if (late.aborted) own.stop('it did not answer in time')
      const gone = { is: late.aborted ? 'late' : 'cancelled' } as const
      const answer = readAnswer(
        ending.is === 'gone' ? gone : ending,
        value => READERS[call](value, readOutput),
        redact
      )
      return { answer, requests }
    },
    async settled(afterMs) {
      await clock.sleep(afterMs)
      const { promise, resolve } = Promise.withResolvers<undefined>()
      pongs.push(() => resolve(undefined))
      process?.send({ is: 'ping' })
      await Promise.race([promise, new Promise(done => setTimeout(done, CALL_MS).unref())])
      return [...calls.values()].filter(({ ended }) => !ended).length
    },
    close() {
      session?.stop('the suite is done with it')
    }
  }
}

const both =
  (first: (message: FromLApp) => void, second: (message: FromLApp) => void) =>
  (message: FromLApp): void => {
    first(message)
    second(message)
  }
