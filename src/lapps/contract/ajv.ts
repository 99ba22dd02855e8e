// Ajv whose instances share one compiled schema of schemas: when each compiles its own, that takes
// longer than all else they do at a start.
import { Ajv as Alone, type AnySchema } from 'ajv'

const first = new Alone()

export class Ajv extends Alone {
  override validateSchema(schema: AnySchema, throws?: boolean): boolean | Promise<unknown> {
    return first.validateSchema(schema, throws)
  }
}
