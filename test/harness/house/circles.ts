// Files that import each other in a circle, types included: none can be read before the others.
import { importsOf, type Source } from './sources.ts'

/**
 * What is left once every file that needs none of the rest, or that none of the rest needs, is
 * taken away, again and again: the files of all circles, and those between two of them.
 */
export function circlesOf(sources: readonly Source[]): readonly string[] {
  const arrows = sources.flatMap(source =>
    importsOf(source).map(({ target }) => [source.path, target] as const)
  )
  const left = new Set(sources.map(({ path }) => path))
  for (let before = 0; before !== left.size;) {
    before = left.size
    const inside = arrows.filter(([from, to]) => left.has(from) && left.has(to))
    const [needing, needed] = [0, 1].map(end => new Set(inside.map(arrow => arrow[end])))
    for (const path of left)
      if (needing?.has(path) !== true || needed?.has(path) !== true) left.delete(path)
  }
  return [...left]
}
