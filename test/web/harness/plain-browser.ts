// A browser without a screen: it keeps its cookies, and sends a page's form with its token.

export type Seen = { readonly status: number; readonly text: string; readonly to: string | null }

export function browserOf(url: string) {
  const cookies = new Map<string, string>()
  let csrf = ''
  async function ask(path: string, how: RequestInit = {}): Promise<Seen> {
    const cookie = [...cookies].map(pair => pair.join('=')).join('; ')
    const answer = await fetch(url + path, { redirect: 'manual', headers: { cookie }, ...how })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await answer.text()
    csrf = /name="csrf" value="([\w-]+)"/.exec(text)?.[1] ?? csrf
    return { status: answer.status, text, to: answer.headers.get('location') }
  }
  return {
    get: async (path: string) => ask(path),
    send: async (path: string, fields: Readonly<Record<string, string>> = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) })
  }
}
