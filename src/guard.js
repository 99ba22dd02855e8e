// Starts a program of ours under the Node it is written for;
// plain JavaScript, so that any Node can say what is wrong.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const major = Number(process.versions.node.split('.')[0])
if (major < 26) {
  const { version } = createRequire(import.meta.url)('../package.json')
  console.error(
    `lapp-gateway ${version} needs Node 26 but runs under ${process.version}: ` +
      'the npm package `node` brings it, but its install script did not run, so run ' +
      '`npm rebuild node --ignore-scripts=false`, then try again.'
  )
  process.exit(2)
}
// Without a program (before the tests) it only looks.
const program = process.argv[2]
if (program !== undefined) {
  process.argv.splice(1, 2, program)
  await import(pathToFileURL(resolve(program)).href)
}
