// Whether an error was answered by xpay itself: only then is it known that its call is over.

/**
 * lightningd answers these in xpay's place: when a plugin died (-4), when it is shutting down (-5),
 * or when something else went wrong (-1). xpay may be at work all the same (safe-payer.md 3.3 d).
 */
const NOT_OF_XPAY: readonly number[] = [-1, -4, -5]

export const isOfXpay = (code: number): boolean => !NOT_OF_XPAY.includes(code)
