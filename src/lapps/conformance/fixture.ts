// Parses a recording: the traffic between a LApp and its service, and the expected results.
import { Ajv } from '../contract/ajv.ts'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import fixtureSchema from '../../../schemas/fixture.json' with { type: 'json' }
import type { RefusalCode } from '../contract/define.ts'
import { notJson } from '../contract/not-json.ts'
import { inWords } from '../contract/schema-words.ts'

export type Exchange = {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly json?: unknown
    readonly text?: string
  }
  readonly response: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly json?: unknown
    readonly text?: string
  }
}

/** Every field is explained in `schemas/fixture.json`. */
export type Recording = {
  readonly case: string
  readonly recorded: string
  readonly version?: string
  readonly now: string
  readonly network: 'bitcoin' | 'testnet' | 'signet' | 'regtest'
  readonly key: string
  readonly input: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
  readonly preimage?: string
  readonly exchanges: readonly Exchange[]
  readonly expect: {
    readonly quote?: { readonly msat: string }
    readonly invoice?: { readonly msat: string; readonly reference?: string }
    readonly refusal?: RefusalCode
    readonly delivery?: {
      readonly state: 'ready' | 'failed'
      readonly output?: Readonly<Record<string, unknown>>
    }
  }
}

/** `name` is the file's, without `.json`. */
export type Fixture = Recording & { readonly name: string }

const isRecording = new Ajv({
  strict: true,
  useDefaults: true,
  verbose: true,
  formats: { date: fullFormats.date, 'date-time': fullFormats['date-time'], uri: fullFormats.uri }
}).compile<Recording>(fixtureSchema)

export function readFixture(
  name: string,
  text: string
):
  | { readonly is: 'ok'; readonly fixture: Fixture }
  | { readonly is: 'invalid'; readonly why: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { is: 'invalid', why: `fixtures/${name}.json ${notJson(text, error)}` }
  }
  if (isRecording(value)) return { is: 'ok', fixture: { ...value, name } }
  const [error] = isRecording.errors ?? []
  return {
    is: 'invalid',
    why: `fixtures/${name}.json${inWords(error, 'is no recording')}`
  }
}
