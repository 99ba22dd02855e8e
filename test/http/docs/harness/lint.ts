// What Redocly and Spectral say of an OpenAPI document by their recommended rules. Both run as
// libraries: nothing is fetched, reported or looked up.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'

/**
 * Examples of forms with conditions (`then`): by default Redocly has each of its parts refuse what
 * it does not name itself, which JSON Schema does not. Our forms are closed anyway.
 */
const AS_JSON_SCHEMA = { severity: 'warn', allowAdditionalProperties: true } as const
export const CONDITIONS = {
  'no-invalid-schema-examples': AS_JSON_SCHEMA,
  'no-invalid-media-type-examples': AS_JSON_SCHEMA
}

/** Every warning counts as well. */
export async function complaints(
  document: object,
  rules: Partial<typeof CONDITIONS> = {}
): Promise<readonly string[]> {
  const source = JSON.stringify(document)
  const config = await createConfig({ extends: ['recommended'], rules })
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config })
  const linter = new spectral.Spectral()
  linter.setRuleset({ extends: [rulesets.oas as RulesetDefinition] })
  const results = await linter.run(JSON.parse(source) as Record<string, unknown>)
  return [
    ...problems.map(
      ({ ruleId, message, location: [at] }) =>
        `redocly ${ruleId}: ${message} (${at?.pointer ?? 'the document'})`
    ),
    ...results.map(({ code, message, path }) => `spectral ${code}: ${message} (${path.join('/')})`)
  ]
}
