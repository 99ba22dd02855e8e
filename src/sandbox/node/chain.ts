// The simulated chain: no block is ever found.
export const BLOCK_HEIGHT = 108
