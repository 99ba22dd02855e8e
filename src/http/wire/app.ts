// The server as routes are added to it: its handlers have the types of their schemas.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'

export type App = Parameters<FastifyPluginCallbackJsonSchemaToTs>[0]
