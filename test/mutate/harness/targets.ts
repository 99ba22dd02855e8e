// Which pure files are mutated, and the tests that have to notice.
export type Target = {
  readonly file: string
  /** Run without a database and in one process, so that a mutant costs a moment. */
  readonly tests: readonly string[]
}

export const TARGETS: readonly Target[] = [
  { file: 'src/payment/decide.ts', tests: ['test/payment/decide.ts'] },
  {
    file: 'src/lightning/answers.ts',
    tests: ['answers', 'answers-rows', 'answers-properties'].map(
      name => `test/lightning/${name}.ts`
    )
  },
  { file: 'src/lightning/fence.ts', tests: ['test/lightning/fence.ts'] },
  { file: 'src/ledger/apply.ts', tests: ['test/ledger/apply.ts', 'test/ledger/apply-unit.ts'] },
  {
    file: 'src/deposit/decide.ts',
    tests: ['decide', 'judge', 'decide-all'].map(name => `test/deposit/${name}.ts`)
  },
  { file: 'src/transfer/decide.ts', tests: ['test/transfer/decide.ts'] },
  { file: 'src/purchase/decide.ts', tests: ['test/purchase/decide.ts'] }
]
