// Records the HTTP traffic between a LApp and its service, as the exchanges of a fixture.
import type { Fetch } from '../../net/fetch.ts'
import type { Exchange } from '../../lapps/conformance/fixture.ts'

/** Other headers are of no use to a LApp, and may identify whoever recorded. */
const KEPT = ['content-type', 'location', 'retry-after', 'www-authenticate']

export function recordingFetch(): {
  readonly exchanges: readonly Exchange[]
  readonly listen: (fetch: Fetch) => Fetch
} {
  const exchanges: Exchange[] = []
  return {
    exchanges,
    listen: fetch => async (input, init) => {
      const request = new Request(input, init)
      const { method, url } = request
      const sent = await request.clone().text()
      const response = await fetch(input, init)
      const came = await response.clone().text()
      const headers = [...response.headers].filter(([name]) => KEPT.includes(name))
      exchanges.push({
        request: { method, url, ...(sent !== '' && bodyOf(sent)) },
        response: {
          status: response.status,
          headers: Object.fromEntries(headers),
          ...bodyOf(came)
        }
      })
      return response
    }
  }
}

function bodyOf(text: string): { json: unknown } | { text: string } {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? { json } : { text }
  } catch {
    return { text }
  }
}
