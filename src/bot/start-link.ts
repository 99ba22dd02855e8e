// A link that opens the chat with the bot, and says there what it was opened for.
export const startLink = (username: string, payload: string): string =>
  `https://t.me/${username}?start=${payload}`
