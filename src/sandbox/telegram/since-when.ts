// Says since when a chat is shown as it is: of two answers a page shows the later one, whichever
// arrives first.

export function sinceWhen() {
  const known = new Map<string, { readonly text: string; readonly at: number }>()
  return <T extends object>(view: string, shown: T): T & { readonly at: number } => {
    const text = JSON.stringify(shown)
    const last = known.get(view)
    // By the clock, so that it goes on after a restart.
    const at = last?.text === text ? last.at : Math.max(Date.now(), (last?.at ?? 0) + 1)
    known.set(view, { text, at })
    return { ...shown, at }
  }
}
