// Streams the statement as CSV (RFC 4180), page by page at the reader's pace.
import type { Only, Page, Paged } from '../../core/page.ts'

const PAGE_ROWS = 500

type Cell = string | number | null

/**
 * Reads the first page before responding, so that an error is a refusal and not a truncated stream.
 * @param cursor where to begin; streams to the end
 */
export async function csv<Row>(
  columns: readonly string[],
  read: (page: Page) => Promise<Paged<Row>>,
  cells: (row: Row) => readonly Cell[],
  { cursor, only }: { readonly cursor: string | undefined; readonly only: Only }
): Promise<AsyncIterable<string>> {
  const readAt = async (at: string | undefined): Promise<Paged<Row>> =>
    read({ limit: PAGE_ROWS, cursor: at, only })
  const first = await readAt(cursor)
  async function* lines(): AsyncGenerator<string> {
    yield line(columns)
    for (let page = first; ; page = await readAt(page.nextCursor)) {
      yield page.data.map(row => line(cells(row))).join('')
      if (page.nextCursor === undefined) return
    }
  }
  return lines()
}

const line = (cells: readonly Cell[]): string => `${cells.map(quoted).join(',')}\r\n`

/** Escapes text that a spreadsheet would take for a formula. */
function quoted(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '')
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
