import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

/** Imports go one way: lib ← api ← live ← ui ← features/<one> ← app. A feature never reaches into another one. */
const forbid = (files, ...groups) => ({
  files: files.map((folder) => `src/${folder}/**/*.{ts,tsx}`),
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: `^(\\.\\./)+(${groups.join('|')})(/|$)`, message: 'Imports go one way: lib ← api ← live ← ui ← features ← app.' }] }] },
});
const FEATURES = ['auth', 'inbox', 'wall', 'admin', 'attention', 'offers', 'me'];

export default ts.config(
  { ignores: ['dist', 'src/api/generated'] },
  js.configs.recommended,
  ...ts.configs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      'react-hooks/refs': 'off',
      'react-hooks/set-state-in-effect': 'off',
      'react-hooks/incompatible-library': 'off',
      'no-console': 'error',
    },
  },
  { files: ['scripts/**', '*.cjs', 'public/**'], languageOptions: { globals: { console: 'readonly', process: 'readonly', module: 'writable', document: 'readonly', localStorage: 'readonly', matchMedia: 'readonly' } }, rules: { 'no-console': 'off' } },
  forbid(['lib'], 'live', 'ui', 'features', 'app'),
  forbid(['api'], 'live', 'ui', 'features', 'app'),
  forbid(['live'], 'ui', 'features', 'app'),
  forbid(['ui'], 'features', 'app'),
  ...FEATURES.map((one) => forbid([`features/${one}`], 'app', 'features', ...FEATURES.filter((other) => other !== one))),
);
