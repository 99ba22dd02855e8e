// Numbers the states that a model reaches, each once: most of the time of an exploration goes to
// finding out whether a state is new.

/** A state is flat, so that two that are alike say the same in each field. */
export type Flat = Readonly<Record<string, string | number | boolean>>

/** For a state and its number, what numbers its next ones: a new one gets the number after all. */
export type Meet = (state: Flat, at: number) => (next: Flat) => number

/** @param start has number 0 */
export function meet(start: Flat): Meet {
  const codeOf = codes()
  const first = Object.values(start)
  const known = table(first.length)
  first.forEach((value, field) => {
    known.say(field, codeOf(field, value))
  })
  known.number()
  return (state, at) => {
    const values = Object.values(state)
    known.after(at)
    return next => {
      // What it took over from the state before is known already: nearly all. An array of what it
      // says would cost as much as all the rest.
      let field = 0
      for (const name in next) {
        const value = next[name] ?? ''
        if (value !== values[field]) known.say(field, codeOf(field, value))
        field += 1
      }
      if (field !== values.length) throw new Error('a state has other fields than the one before')
      return known.number()
    }
  }
}

/** Numbers what each field says. */
function codes(): (field: number, value: Flat[string]) => number {
  const known: Map<Flat[string], number>[] = []
  return (field, value) => {
    const said = (known[field] ??= new Map<Flat[string], number>())
    let code = said.get(value)
    if (code === undefined) said.set(value, (code = said.size))
    if (code > 0xffff) throw new Error('a field of a state says too much for its code')
    return code
  }
}

/** Rows of codes, each once; a hash only says where to look for one. */
function table(fields: number) {
  // Two codes are compared at a time.
  const pairs = Math.ceil(fields / 2)
  let [rows, hashes] = [new Int32Array(pairs << 10), new Int32Array(1 << 10)]
  /** One more than a row's number, and its hash beside it; at most half of them are taken. */
  let slots = new Int32Array(2 << 11)
  let size = 0
  const row = new Int32Array(pairs)
  const codes = new Uint16Array(row.buffer)
  let hash = 0
  /** What the row was before it was said otherwise. */
  const before = { row: new Uint16Array(pairs * 2), hash: 0, said: [] as number[] }

  const put = (at: number): void => {
    const its = hashes[at] ?? 0
    const mask = slots.length - 2
    let slot = (its << 1) & mask
    while (slots[slot] !== 0) slot = (slot + 2) & mask
    slots[slot] = at + 1
    slots[slot + 1] = its
  }
  const grow = (): void => {
    const [had, hadHashes] = [rows, hashes]
    rows = new Int32Array(had.length * 2)
    rows.set(had)
    hashes = new Int32Array(hadHashes.length * 2)
    hashes.set(hadHashes)
    slots = new Int32Array(slots.length * 2)
    for (let at = 0; at < size; at++) put(at)
  }
  const same = (at: number): boolean => {
    const begin = at * pairs
    for (let pair = 0; pair < pairs; pair++) if (rows[begin + pair] !== row[pair]) return false
    return true
  }
  const find = (): number => {
    const mask = slots.length - 2
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const at = (slots[slot] ?? 0) - 1
      if (at < 0 || (slots[slot + 1] === hash && same(at))) return at
    }
  }
  const add = (): number => {
    if (size === hashes.length) grow()
    rows.set(row, size * pairs)
    hashes[size] = hash
    put(size)
    return size++
  }
  return {
    /** The next rows are that one, as far as nothing else is said. */
    after(at: number): void {
      row.set(rows.subarray(at * pairs, (at + 1) * pairs))
      before.row.set(codes)
      before.hash = hash = hashes[at] ?? 0
    },
    say(field: number, code: number): void {
      hash = (hash + mixed(field, code) - mixed(field, codes[field] ?? 0)) | 0
      codes[field] = code
      before.said.push(field)
    },
    /** What has been said is forgotten with it. */
    number(): number {
      const found = find()
      const at = found < 0 ? add() : found
      const { said } = before
      for (let field = said.pop(); field !== undefined; field = said.pop())
        codes[field] = before.row[field] ?? 0
      hash = before.hash
      return at
    }
  }
}

/** Far apart for codes that are next to each other: the last steps of MurmurHash3. */
function mixed(field: number, code: number): number {
  let bits = (field << 16) | code
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
