// Starts a program of ours under the Node it is written for;
// plain JavaScript, so that any Node can say what is wrong.
import nodeModule, { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const require = createRequire(import.meta.url)
const { version } = require('../package.json')

function refuse(why, remedy) {
  console.error(`lapp-gateway ${version} ${why}, so run ${remedy}, then try again.`)
  process.exit(2)
}

function isInstalled(name) {
  try {
    return require.resolve(name) !== ''
  } catch {
    return false
  }
}

if (!isInstalled('node/package.json') || !isInstalled('fastify')) {
  refuse('stands on packages that are not here', '`npm install`')
}
if (Number(process.versions.node.split('.')[0]) < 26) {
  refuse(
    `needs Node 26 but runs under ${process.version}: the npm package ` +
      '`node` brings it, but its install script did not run',
    '`npm rebuild node --ignore-scripts=false`'
  )
}
// Whoever kills npm means what runs under it as well: it would go on, out of everybody's sight.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}
// Without a program (before the tests) it only looks.
const program = process.argv[2]
if (program !== undefined) {
  // Half of the time of a start is stripping types and compiling. Beside the packages, where only
  // who may change the program may write; where nobody may, Node goes on without it.
  nodeModule.enableCompileCache({
    directory: fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)),
    portable: true
  })
  process.argv.splice(1, 2, program)
  await import(pathToFileURL(resolve(program)).href)
}
