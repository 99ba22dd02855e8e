// The languages in which the bot and the pages speak.
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]
