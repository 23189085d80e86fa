import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist/', 'data/', '.cache/', 'node_modules/', 'web/build/', 'web/.svelte-kit/', 'coverage/'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs', 'scripts/*.mjs'],
          maximumDefaultProjectFileMatchCount_THIS_WILL_SLOW_DOWN_LINTING: 40,
        },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      complexity: ['error', 20],
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      // TypeScript knows the globals of each room
      'no-undef': 'off',
    },
  },
  {
    // svelte-check knows the types of a component; asking for them twice takes minutes
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { parserOptions: { parser: ts.parser, projectService: false } },
    rules: {
      // the pages are served from the root, so an address is what it says
      'svelte/no-navigation-without-resolve': 'off',
      // svelte-check, and not eslint, knows which accessibility warnings are answered
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  // plain JavaScript: scripts and settings of the tools
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
  // Fastify plugins are async by contract, whether or not they wait for something
  { files: ['server/**/*.ts', 'test/**/*.ts'], rules: { '@typescript-eslint/require-await': 'off' } },
);
