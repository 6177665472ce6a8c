// Lint rules: type-aware ones for TypeScript, plain ones for the build scripts. Layout is prettier's business.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Rules that need no types; they hold for scripts too. */
const everywhere = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-implicit-coercion': 'error',
  'no-constructor-return': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unreachable-loop': 'error',
  'no-useless-rename': 'error',
  'object-shorthand': 'error',
};

/** A default export has no name of its own to be found by. */
const noDefaultExport = {
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
    {
      selector: 'ExportAllDeclaration',
      message: 'A barrel hides where a thing lives: export what is meant, where it is.',
    },
  ],
};

export default defineConfig(
  { ignores: ['dist/', 'dist.*/', 'build/', 'coverage/', 'node_modules/', 'editors/', 'web/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...everywhere,
      ...noDefaultExport,
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true, boolean: true } }],
      // Bytes, stack slots and table sizes are indexed all over the place, with the bounds known from elsewhere.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Brackets tell a key of a table from a property that the type promises.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // An async function that awaits nothing still promises to reject rather than throw.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Declarations describe what others have made.
    files: ['**/*.d.ts'],
    rules: { '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    // node:test answers every test() and describe() with a promise that nobody has to wait for.
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: ['test', 'it', 'describe', 'suite'].map((name) => ({
            from: 'package',
            name,
            package: 'node:test',
          })),
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.recommended],
    rules: everywhere,
  },
);
