// The make-believe Telegram as grammY meets it: what it gives, and what it refuses with.
import { Api, Bot, GrammyError, InputFile } from 'grammy'
import { test, type Test } from 'tap'
import { AppError } from '../../../src/core/errors.ts'
import { press, say, whisperTo, type Who } from '../../../src/sandbox/telegram/act.ts'
import { GROUP, PEOPLE } from '../../../src/sandbox/telegram/people.ts'
import { serveTelegram } from '../../../src/sandbox/telegram/serve.ts'
import { messagesIn, openWorld, photoOf } from '../../../src/sandbox/telegram/world.ts'
import { openNode } from '../fixtures/node.ts'

const ANN: Who = { as: 'ann', place: 'private', language: 'en' }
const ann = PEOPLE.ann.id

async function served(t: Test) {
  const node = await openNode(t)
  const { network } = node
  const world = openWorld(network)
  const door = await serveTelegram(world)
  t.teardown(async () => door.close())
  const { url } = door
  return {
    network,
    world,
    url,
    pass: (ms: number) => node.pass(ms),
    api: new Api(world.token, { apiRoot: url })
  }
}

/** @returns what Telegram answered instead */
async function refusal(call: Promise<unknown>): Promise<GrammyError> {
  const error = await call.catch((thrown: unknown) => thrown)
  if (error instanceof GrammyError) return error
  throw new Error(`not refused: ${JSON.stringify(error)}`)
}

test('a bot hears what people write and press, answers, edits and deletes', async t => {
  const { world, url } = await served(t)
  const bot = new Bot(world.token, { client: { apiRoot: url } })
  const ended = Promise.withResolvers<undefined>()
  bot.command('start', async context =>
    context.reply('bold and plain', {
      entities: [{ type: 'bold', offset: 0, length: 4 }],
      reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] }
    })
  )
  bot.callbackQuery('go', async context => {
    await context.answerCallbackQuery('whispered')
    await context.editMessageText('gone on')
    const { message_id: id } = await context.reply('short-lived')
    await context.api.deleteMessage(ann, id)
    ended.resolve(undefined)
  })
  const running = bot.start()
  say(world, { ...ANN, text: '/start' })
  const button = await until(() => messagesIn(world, ann).find(one => one.reply_markup))
  t.match(button.entities, [{ type: 'bold', offset: 0, length: 4 }])
  press(world, { ...ANN, message: button.message_id, row: 0, column: 0 })
  await ended.promise
  await bot.stop()
  await running
  t.same(
    messagesIn(world, ann).map(({ text, reply_markup }) => [text, reply_markup]),
    [
      ['/start', undefined],
      ['gone on', undefined]
    ]
  )
  t.equal(whisperTo(world, ANN), 'whispered')
  t.equal(whisperTo(world, { ...ANN, as: 'ben' }), undefined, 'to nobody else')
  t.throws(
    () => press(world, { ...ANN, message: button.message_id, row: 0, column: 0 }),
    new AppError('not_found', 'This button is not there any more')
  )
})

test('what is not confirmed is told again, also by the next process', async t => {
  const { network, world, api } = await served(t)
  say(world, { ...ANN, text: 'once' })
  const [first] = await api.getUpdates()
  t.match(first, { message: { text: 'once', from: { id: ann, language_code: 'en' } } })
  const again = openWorld(network)
  t.equal(again.token, world.token)
  t.same(await api.getUpdates(), [first])
  t.same(await api.getUpdates({ offset: (first?.update_id ?? 0) + 1 }), [])
  t.equal(messagesIn(again, ann).length, 1)
})

test('a picture comes with its caption, and goes to the browser as it is', async t => {
  const { world, api } = await served(t)
  say(world, { ...ANN, text: 'hi' })
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')
  const sent = await api.sendPhoto(ann, new InputFile(bytes, 'qr.png'), {
    caption: 'scan',
    caption_entities: [{ type: 'code', offset: 0, length: 4 }],
    reply_markup: { inline_keyboard: [[{ text: 'Web', url: 'https://example.com/' }]] }
  })
  t.match(sent, { caption: 'scan', caption_entities: [{ type: 'code' }] })
  t.equal(photoOf(world, sent.message_id), `data:image/png;base64,${bytes.toString('base64')}`)
  t.match(await api.editMessageCaption(ann, sent.message_id, { caption: 'paid' }), {
    caption: 'paid'
  })
})

test('it refuses as Telegram does', async t => {
  const { world, url, api, pass } = await served(t)
  const stranger = new Api('1:wrong', { apiRoot: url })
  t.match(await refusal(stranger.getMe()), { error_code: 401, description: 'Unauthorized' })
  t.match(await refusal(api.getChatMenuButton()), { error_code: 404 })
  t.match(await refusal(api.sendMessage(ann, 'hi')), { error_code: 403, description: /initiate/ })
  t.match(await refusal(api.sendMessage(1, 'hi')), { error_code: 400, description: /not found/ })
  say(world, { ...ANN, text: 'hi' })
  const { message_id: id } = await api.sendMessage(ann, 'same')
  t.match(await refusal(api.editMessageText(ann, id, 'same')), {
    error_code: 400,
    description: /^Bad Request: message is not modified/
  })
  t.match(await refusal(api.editMessageText(ann, id + 9, 'x')), { description: /edit not found/ })
  t.match(await refusal(api.editMessageText(ann, id - 1, 'x')), { description: /can't be edited/ })
  t.match(await refusal(api.sendMessage(ann, ' ')), { description: /text is empty/ })
  t.match(await refusal(api.sendMessage(ann, 'x'.repeat(4097))), { description: /too long/ })
  t.match(
    await refusal(
      api.sendMessage(ann, 'x', { entities: [{ type: 'bold', offset: 0, length: 2 }] })
    ),
    { description: /can't parse entities/ }
  )
  const wide = { inline_keyboard: [[{ text: 'x', callback_data: 'x'.repeat(65) }]] }
  t.match(await refusal(api.sendMessage(ann, 'x', { reply_markup: wide })), {
    description: /BUTTON_DATA_INVALID/
  })
  t.match(await refusal(api.answerCallbackQuery('unknown')), { description: /too old/ })
  t.match(await refusal(api.answerInlineQuery('unknown', [])), { description: /too old/ })
  pass(2_000)
  for (let count = 0; count < 30; count++) await api.sendMessage(GROUP.id, `${count}`)
  t.match(await refusal(api.sendMessage(GROUP.id, 'more')), {
    error_code: 429,
    parameters: { retry_after: 1 }
  })
  pass(1_001)
  t.match(await api.sendMessage(GROUP.id, 'more'), { text: 'more' })
})

/** Looks until it is there: what the bot does, it does of itself. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise(resolve => setImmediate(resolve))
  }
}
