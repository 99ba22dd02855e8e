// What is committed is what the routes say: `npm run openapi` writes it anew.
import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { documents } from '../src/http/documents.ts'

test('the committed documents are those of the running routes', async t => {
  for (const [path, document] of Object.entries(await documents())) {
    const committed: unknown = JSON.parse(await readFile(path, 'utf8'))
    t.strictSame(JSON.parse(JSON.stringify(document)), committed, path)
  }
})
