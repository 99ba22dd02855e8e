// `npm run openapi`: writes the documents generated from the code.
import { writeFile } from 'node:fs/promises'
import { documents } from '../http/documents.ts'

for (const [path, document] of Object.entries(await documents())) {
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`)
}
