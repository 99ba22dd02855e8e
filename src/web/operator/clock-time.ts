// A time inside a sentence, in UTC: no script converts it to another zone.

export const clockTime = (at: Date): string =>
  `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 19)} UTC`
