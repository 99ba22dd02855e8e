// Whether an answer is one that the document allows for its operation.
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

export type Seen = { readonly status: number; readonly type: string; readonly text: string }
export type Judge = (operation: string | undefined, seen: Seen) => string | undefined

type Response = {
  readonly $ref?: string
  readonly description?: string
  readonly content?: Readonly<Record<string, object>>
}
type Whole = {
  readonly paths: Readonly<
    Record<string, Record<string, { readonly responses: Readonly<Record<string, Response>> }>>
  >
  readonly components: { readonly responses: Readonly<Record<string, Response>> }
}

/** The address under which the schemas find each other. */
const DOCUMENT = 'http://document/'
const SHARED = '#/components/responses/'

export function judging(document: Whole): Judge {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  ajv.addSchema(document, DOCUMENT)
  const checks = new Map<string, ValidateFunction>()

  function check(pointer: string): ValidateFunction {
    const made = checks.get(pointer) ?? ajv.compile({ $ref: `${DOCUMENT}${pointer}` })
    checks.set(pointer, made)
    return made
  }

  function complaint(pointer: string, text: string): string | undefined {
    const valid = check(pointer)
    try {
      if (valid(JSON.parse(text))) return undefined
    } catch {
      return `is no JSON: ${text.slice(0, 100)}`
    }
    const [first] = valid.errors ?? []
    return `${first?.instancePath ?? ''} ${first?.message ?? ''} ${JSON.stringify(first?.params)}`
  }

  return (operation, { status, type, text }) => {
    if (status >= 500 && status !== 503 && !isOfAService(text)) return `answers ${status}: ${text}`
    if (operation === undefined) {
      return status < 400 || text === '' ? undefined : complaint(PROBLEM, text)
    }
    const [method = '', path = ''] = operation.split(' ')
    const said = document.paths[path]?.[method.toLowerCase()]?.responses[status]
    if (said === undefined) return `${status} is not in the document: ${text.slice(0, 200)}`
    const name = said.$ref?.slice(SHARED.length)
    const { content } = name === undefined ? said : (document.components.responses[name] ?? {})
    if (content === undefined) return text === '' ? undefined : 'has a body'
    if (!(type in content)) return `${status} is of the type ${type}`
    if (!type.endsWith('json')) return undefined
    const at =
      name === undefined
        ? `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`
        : `${SHARED}${name}`
    return complaint(`${at}/content/${escaped(type)}/schema`, text)
  }
}

const PROBLEM = '#/components/schemas/Problem'

/** 502 is said of a service that was asked, and of nothing else. */
const isOfAService = (text: string): boolean => text.includes('"code":"lapp_unavailable"')

const escaped = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
