// What is offered inline: a message with one button, sent under the name of whoever chooses it.
import type { InlineQueryResultArticle } from 'grammy/types'
import type { Words } from './texts/say.ts'

type Offered = {
  readonly title: Words
  readonly hint: Words
  readonly words: Words
  readonly label: Words
}

/** @param data of the button, as the keyboards have kept it */
export const inlineResult = (
  data: string,
  { title, hint, words, label }: Offered
): InlineQueryResultArticle => ({
  type: 'article',
  id: data.slice(0, 16),
  title: title.text,
  description: hint.text,
  input_message_content: { message_text: words.text, entities: [...words.entities] },
  reply_markup: { inline_keyboard: [[{ text: label.text, callback_data: data }]] }
})
