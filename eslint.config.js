// Type-aware rules that matter where money is moved; formatting is prettier's.
import tseslint from 'typescript-eslint'

/** The compiler finds no misspelt property in `...{ a, b }`, nor in `...(found && { found })`. */
const SPREAD = {
  selector: 'ObjectExpression > SpreadElement > ObjectExpression',
  message: 'Write the properties themselves.'
}
const SPREAD_IF = {
  selector:
    'ObjectExpression > SpreadElement > ' +
    ':matches(LogicalExpression, ConditionalExpression) > ObjectExpression',
  message: 'Write the property, undefined where it is not there; or leave it out by `defined`.'
}

export default tseslint.config(
  { ignores: ['node_modules', '.tap', '.data', 'dist', 'release', 'clients/*/{v1.ts,dist}'] },
  { files: ['**/*.ts'], extends: [...tseslint.configs.strictTypeChecked] },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true }
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {
          allowNumber: true,
          allowBoolean: false,
          allowNullish: false,
          allow: [{ name: 'bigint', from: 'lib' }]
        }
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' }
      ],
      'no-restricted-syntax': ['error', SPREAD],
      // There are none: type stripping runs no enum (`erasableSyntaxOnly`).
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      eqeqeq: 'error'
    }
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/ledger/session.ts'],
    rules: { 'no-restricted-syntax': ['error', SPREAD, SPREAD_IF] }
  },
  {
    files: ['src/config.ts', 'test/**/*.ts', 'examples/*.ts'],
    rules: { 'no-restricted-properties': 'off' }
  },
  {
    // tap's test() answers a promise that the harness itself awaits.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: '@tapjs/core', name: ['test', 'before', 'after'] },
            { from: 'package', package: 'tap', name: ['test'] }
          ]
        }
      ]
    }
  }
)
