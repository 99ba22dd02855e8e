// Tells whether an error was answered by xpay itself: only then is its call known to be over.

/**
 * lightningd answers these in xpay's place: when a plugin died (-4), at shutdown (-5), or when
 * something else went wrong (-1). xpay may be running nevertheless (safe-payer.md 3.3 d).
 */
const NOT_OF_XPAY: readonly number[] = [-1, -4, -5]

export const isOfXpay = (code: number): boolean => !NOT_OF_XPAY.includes(code)
