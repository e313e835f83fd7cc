import tseslint from 'typescript-eslint';

const tests = ['test/**/*.ts', '**/*.spec.ts', '**/testing/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.data/', '.tmp/', 'node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Nest's modules are classes that carry nothing but a decorator; its handlers may be async without waiting.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/require-await': 'off',
      // Times come from Clock, so that a test can stop them; only the clock itself asks the machine.
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'ask the Clock: a test must be able to stop the time' },
      ],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  { files: ['libs/platform/src/clock/**/*.ts', 'apps/admin/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    // Answers of HTTP calls are `any` until a test has looked at them, and a test may ask for the time of day.
    files: tests,
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-properties': [
        'error',
        { property: 'flushall', message: 'flushdb: the databases beside it belong to suites that run now' },
      ],
      'no-console': 'off',
    },
  },
  {
    // Plain ESM, which no type check sees.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.recommended],
    rules: {
      'no-undef': 'error',
      'no-unreachable': 'error',
      'no-const-assign': 'error',
      'no-dupe-keys': 'error',
      'no-unsafe-finally': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
    languageOptions: {
      globals: Object.fromEntries(
        ['AbortController', 'AbortSignal', 'Buffer', 'URL', 'console', 'fetch', 'process', 'setTimeout'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable', require: 'readonly' } } },
);
