// Whether package.json says what the code uses, and nothing else.
import { importsOf, type Source } from './sources.ts'

export type Declared = {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/**
 * @param byName what no file imports: programs that npm runs, types that the compiler finds
 * @param forAuthors what only contributors' commands load, and say so where it is not there
 */
export function dependencyFaults(
  sources: readonly Source[],
  { dependencies, devDependencies }: Declared,
  byName: readonly string[],
  forAuthors: readonly string[] = []
): readonly string[] {
  const used = new Set(sources.flatMap(packagesOf))
  const shipped = new Set(
    sources.filter(({ path }) => /^(src|lapps)\//.test(path)).flatMap(running)
  )
  const declared = [...Object.keys(dependencies), ...Object.keys(devDependencies)]
  const all = [...Object.values(dependencies), ...Object.values(devDependencies)]
  return [
    ...[...used].filter(name => !declared.includes(name)).map(name => `${name}: not declared`),
    ...[...shipped]
      .filter(name => name in devDependencies && !forAuthors.includes(name))
      .map(name => `${name}: shipped`),
    ...declared
      .filter(name => !used.has(name.replace('@types/', '')) && !byName.includes(name))
      .map(name => `${name}: used nowhere`),
    ...all.filter(version => !/^\d/.test(version)).map(version => `${version}: not exact`)
  ]
}

const packagesOf = (source: Source): readonly string[] => packages(source, () => true)

/** What is there when it runs; types are not. */
const running = (source: Source): readonly string[] => packages(source, isType => !isType)

const packages = (source: Source, wanted: (isType: boolean) => boolean): readonly string[] =>
  importsOf(source)
    .filter(({ target, isFile, isType }) => !isFile && !/^(node:|#)/.test(target) && wanted(isType))
    .map(({ target }) =>
      target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/')
    )
