// Wraps the Bot API as the bot calls it: paces and retries calls, disables link previews, follows a
// group that became a supergroup.
import { defined } from '../core/defined.ts'
import { autoRetry } from '@grammyjs/auto-retry'
import { Api, type Transformer } from 'grammy'
import type { Pace } from './pace.ts'

/** Waits as long as Telegram asks (`retry_after`), up to this. */
const WAIT_SECONDS_MAX = 90

/** Timeout of one call; grammY's default is minutes, for which a person would wait. */
const ANSWER_SECONDS_MAX = 30

/** Does not retry when Telegram does not answer: the update itself is retried later. */
const RETRY = { maxRetryAttempts: 5, maxDelaySeconds: WAIT_SECONDS_MAX, rethrowHttpErrors: true }

/** Every attempt is paced, retries included. */
export function openApi(token: string, root: string | undefined, keep: Pace['keep']): Api {
  const timeoutSeconds = ANSWER_SECONDS_MAX
  const api = new Api(token, defined({ timeoutSeconds, apiRoot: root }))
  api.config.use(keep, autoRetry(RETRY), plainly, follow, noPreview)
  return api
}

const noPreview: Transformer = (call, method, payload, signal) => {
  const quiet = method === 'sendMessage' || method === 'editMessageText'
  const more = quiet ? { link_preview_options: { is_disabled: true } } : {}
  return call(method, { ...payload, ...more }, signal)
}

/** A message whose markup Telegram rejects is sent as plain text rather than not at all. */
const plainly: Transformer = async (call, method, payload, signal) => {
  const answer = await call(method, payload, signal)
  if (answer.ok || !/can't parse|ENTITY/i.test(answer.description)) return answer
  return call(method, { ...payload, entities: [], caption_entities: [] }, signal)
}

/** A group that became a supergroup has a new chat id; its messages did not move along. */
const follow: Transformer = async (call, method, payload, signal) => {
  const answer = await call(method, payload, signal)
  const chat = answer.ok ? undefined : answer.parameters?.migrate_to_chat_id
  if (chat === undefined || !method.startsWith('send')) return answer
  const moved = { ...payload, chat_id: chat, reply_parameters: undefined }
  return call(method, moved, signal)
}
