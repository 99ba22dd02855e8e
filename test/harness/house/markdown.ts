// What can be checked of a page in Markdown: its commands, its examples, its links, its tables.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

export type Page = { readonly path: string; readonly text: string }

export const readPages = (root: string): readonly Page[] =>
  ['*.md', 'clients/*/*.md', 'docs/*.md', 'examples/*.md', 'lapps/**/*.md', 'src/**/*.md']
    .flatMap(pattern => globSync(pattern, { cwd: root }))
    .toSorted()
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** The fenced blocks of one language. */
export const blocks = ({ text }: Page, language: string): readonly string[] =>
  [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, of, block = '']) =>
    of === language ? [block] : []
  )

/** The lines of a block as a shell takes them: joined where they go on, without remarks. */
export const commands = (block: string): readonly string[] =>
  block
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))

/** The rows of the table under a heading row that begins with `first`, cell by cell. */
export function table({ text }: Page, first: string): readonly (readonly string[])[] {
  const lines = text.slice(text.indexOf(`\n| ${first} |`) + 1).split('\n')
  const end = lines.findIndex(line => !line.startsWith('|'))
  return lines.slice(2, end).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
  )
}

/** Links into the repository that lead nowhere. */
export function brokenLinks({ path, text }: Page, root: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links
    .filter(link => !/^[a-z]+:/.test(link) && !leads(link, path, root))
    .map(link => `${path} → ${link}`)
}

function leads(link: string, from: string, root: string): boolean {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? from : posix.join(dirname(from), file)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || anchors(readFileSync(join(root, target), 'utf8')).includes(anchor)
}

const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-')
  )
