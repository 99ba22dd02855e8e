// The Bot API as the bot calls it: at its pace, again where that helps, with no link previews, and
// into the group that a group has become.
import { autoRetry } from '@grammyjs/auto-retry'
import { Api, type Transformer } from 'grammy'
import type { Pace } from './pace.ts'

/** What Telegram asks to wait for is waited for, up to this. */
const WAIT_SECONDS_MAX = 90

/** Of one call; grammY's own bound is minutes, in which its person would wait. */
const ANSWER_SECONDS_MAX = 30

/** A Telegram that does not answer is not waited for here: the update is taken up again. */
const RETRY = { maxRetryAttempts: 5, maxDelaySeconds: WAIT_SECONDS_MAX, rethrowHttpErrors: true }

/** Each try keeps the pace, the second as well. */
export function openApi(token: string, root: string | undefined, keep: Pace['keep']): Api {
  const timeoutSeconds = ANSWER_SECONDS_MAX
  const api = new Api(token, { timeoutSeconds, ...(root !== undefined && { apiRoot: root }) })
  api.config.use(keep, autoRetry(RETRY), plainly, follow, noPreview)
  return api
}

const noPreview: Transformer = (call, method, payload, signal) => {
  const quiet = method === 'sendMessage' || method === 'editMessageText'
  const more = quiet ? { link_preview_options: { is_disabled: true } } : {}
  return call(method, { ...payload, ...more }, signal)
}

/** What Telegram cannot mark up is said without marks rather than not at all. */
const plainly: Transformer = async (call, method, payload, signal) => {
  const answer = await call(method, payload, signal)
  if (answer.ok || !/can't parse|ENTITY/i.test(answer.description)) return answer
  return call(method, { ...payload, entities: [], caption_entities: [] }, signal)
}

/** A group that was made a supergroup has another number; its messages did not move along. */
const follow: Transformer = async (call, method, payload, signal) => {
  const answer = await call(method, payload, signal)
  const chat = answer.ok ? undefined : answer.parameters?.migrate_to_chat_id
  if (chat === undefined || !method.startsWith('send')) return answer
  const moved = { ...payload, chat_id: chat, reply_parameters: undefined }
  return call(method, moved, signal)
}
