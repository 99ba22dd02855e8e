// The shops that are open; another one is a file beside this and a line here.
import { deposit } from './deposit.ts'
import { echo } from './echo.ts'
import { lnsms } from './lnsms.ts'
import type { Shop } from './shop.ts'

export const SHOPS: readonly Shop[] = [deposit, echo, lnsms]
