// One process of one LApp, from start to end: its messages, its heartbeat, its memory. Killed at
// the first misbehaviour.
import { readFileSync } from 'node:fs'
import type { Child } from './launch.ts'
import { readLines } from './lines.ts'
import { readMessage } from './messages.ts'
import type { FromLApp, ToLApp } from './protocol.ts'

export type ProcessLimits = {
  readonly beatMs: number
  /** Missed heartbeats after which it is considered hung. */
  readonly missedMax: number
  readonly rssMaxBytes: number
  readonly lineMaxBytes: number
  readonly messagesMaxPerBeat: number
}

export const PROCESS_LIMITS: ProcessLimits = {
  beatMs: 1_000,
  missedMax: 4,
  rssMaxBytes: 320_000_000,
  lineMaxBytes: 1_000_000,
  messagesMaxPerBeat: 10_000
}

const BACKLOG_MAX_BYTES = 16_000_000
const PAGE_BYTES = 4_096

export class LAppProcess {
  readonly #child: Child
  readonly #limits: ProcessLimits
  readonly #onMessage: (message: FromLApp) => void
  readonly #onEnd: (why: string) => void
  readonly #beat: NodeJS.Timeout
  #missed = 0
  #messages = 0
  #stderr = ''
  #why: string | undefined

  constructor(
    child: Child,
    limits: ProcessLimits,
    onMessage: (message: FromLApp) => void,
    onEnd: (why: string) => void
  ) {
    this.#child = child
    this.#limits = limits
    this.#onMessage = onMessage
    this.#onEnd = onEnd
    this.#beat = setInterval(() => this.#check(), limits.beatMs).unref()
    child.on('error', error => this.#end(error.message))
    // 'close', not 'exit': by then everything it wrote has been read.
    child.on('close', (code, signal) => this.#end(`it ended (${signal ?? String(code)})`))
    child.stdin.on('error', () => undefined)
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-1_000)
    })
    const tooLong = (): void => this.kill('it sent a message that is too large')
    readLines(child.stdout, limits.lineMaxBytes, line => this.#read(line), tooLong)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  send(message: ToLApp): void {
    if (this.#why !== undefined) return
    this.#child.stdin.write(`${JSON.stringify(message)}\n`)
    if (this.#child.stdin.writableLength > BACKLOG_MAX_BYTES) this.kill('it does not listen')
  }

  /**
   * Ends it, with the reason for those who wait; takes effect here at once, whatever the process
   * still does.
   */
  kill(why: string): void {
    this.#child.kill('SIGKILL')
    this.#end(why)
  }

  #read(line: string): void {
    if (this.#why !== undefined) return
    const message = readMessage(line)
    this.#messages += 1
    if (message === undefined) this.kill('it sent what is no message')
    else if (this.#messages > this.#limits.messagesMaxPerBeat) this.kill('it floods')
    else {
      if (message.is === 'pong') this.#missed = 0
      this.#onMessage(message)
    }
  }

  /** Counts heartbeats, not time: while the gateway itself is stalled, none are counted. */
  #check(): void {
    this.#messages = 0
    if (this.#missed >= this.#limits.missedMax) this.kill('it hangs')
    else if (this.#size() > this.#limits.rssMaxBytes) this.kill('it has grown too large')
    else {
      this.#missed += 1
      this.send({ is: 'ping' })
    }
  }

  /**
   * Measured by the kernel, since the process could lie; without /proc only the limits of launch.ts
   * apply.
   */
  #size(): number {
    try {
      const pages = readFileSync(`/proc/${String(this.pid)}/statm`, 'utf8').split(' ')[1]
      return Number(pages) * PAGE_BYTES
    } catch {
      return 0
    }
  }

  #end(why: string): void {
    if (this.#why !== undefined) return
    this.#why = this.#stderr === '' ? why : `${why}: ${this.#stderr}`
    clearInterval(this.#beat)
    this.#child.stdin.destroy()
    this.#onEnd(this.#why)
  }
}
