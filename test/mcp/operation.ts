// The forms of the tools, from the routes as they describe themselves.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'tap'
import { formsOf, requestOf, type Paths } from '../../src/mcp/operation.ts'
import { TOOLS, toolsOf, type Tool } from '../../src/mcp/tools.ts'
import { gateway, lapp } from '../http/fixtures/gateway.ts'

test('each tool has a route, and forms that are JSON Schema and know no word of ours', async t => {
  const app = await gateway(t)
  await app.ready()
  const paths = app.swagger().paths as unknown as Paths
  const card = lapp('esim', 'eSIM', 'phone')
  for (const tool of [...TOOLS, ...toolsOf(card)]) {
    const operation = paths[tool.path]?.[tool.method]
    if (operation === undefined) {
      t.fail(`${tool.name}: ${tool.method} ${tool.path}`)
      continue
    }
    const { input, output } = formsOf(tool, operation)
    for (const form of [input, output]) {
      t.doesNotThrow(() => new Ajv2020({ strict: false, logger: false }).compile(form), tool.name)
      t.notMatch(JSON.stringify(form), /"x-|\$ref/)
    }
    t.same(input['additionalProperties'], false)
    t.equal(tool.method === 'get', tool.hints.readOnlyHint === true && !tool.hints.openWorldHint)
    const spends = tool.hints.readOnlyHint === false
    t.equal((input['required'] as string[]).includes('idempotency_key'), spends, tool.name)
  }
})

const tool = (name: string): Tool => TOOLS.find(one => one.name === name) as Tool

test('arguments go where the route wants them', async t => {
  const app = await gateway(t)
  await app.ready()
  const paths = app.swagger().paths as unknown as Paths
  const request = (one: Tool, args: Record<string, unknown>) =>
    requestOf(one, paths[one.path]?.[one.method] ?? { responses: {} }, args)
  t.same(
    request(tool('buy'), { lapp: 'a/b', input: { x: 1 }, idempotency_key: 'k', wait_s: 5, y: 2 }),
    {
      method: 'POST',
      url: '/v1/lapps/a%2Fb/purchases',
      headers: { 'idempotency-key': 'k', prefer: 'wait=5' },
      payload: { input: { x: 1 }, y: 2 }
    }
  )
  t.same(request(tool('history'), { limit: 5, type: 'payment' }), {
    method: 'GET',
    url: '/v1/transactions?limit=5&type=payment',
    headers: {}
  })
  const [, buy] = toolsOf(lapp('esim', 'eSIM', 'phone'))
  t.match(buy && request(buy, { lapp: 'other', input: {} }), { url: '/v1/lapps/esim/purchases' })
})
