// Type-aware rules that matter where money is moved; formatting is prettier's.
import tseslint from 'typescript-eslint'

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
      // The compiler finds no misspelt property in `...{ a, b }`.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the properties themselves.'
        }
      ],
      eqeqeq: 'error'
    }
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
