import js from '@eslint/js';
import lingui from 'eslint-plugin-lingui';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

/** Imports go one way: lib ← api ← live ← ui ← features/<one> ← app. A feature never reaches into another one. */
const forbid = (files, ...groups) => ({
  files: files.map((folder) => `src/${folder}/**/*.{ts,tsx}`),
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: `^(\\.\\./)+(${groups.join('|')})(/|$)`, message: 'Imports go one way: lib ← api ← live ← ui ← features ← app.' }] }] },
});
const FEATURES = ['auth', 'inbox', 'wall', 'admin', 'attention', 'offers', 'me'];

/**
 * Every word that people read goes through Lingui. Passed over is what nobody reads, or what is called the same in every language: words
 * in lower case and without a space (names of fields, kinds and states), codes, keys, measures of CSS, markup, proper names, and what
 * stands under the names and in the calls below.
 */
const PLAIN = {
  ignore: [
    '^(?![A-Z])\\S+$',
    '^[A-Z][A-Z-]+$',
    '^(X|Accept)-\\w+$',
    '^(Mod|Alt|Shift|Control|Meta|Enter|Tab|Arrow[A-Z]\\w+)(\\+\\S*)?$',
    '^[\\d.]+px( [\\d.]+px)*$',
    '^T[\\d:]+Z?$',
    '^<\\w',
    '^https?://',
    '^(· )?(Janice|Edge|Opera|Mac OS X|ApiError)$',
  ],
  ignoreNames: [{ regex: { pattern: '^(className|style|d|id|key|keys|to|href|type|queryKey|transform|fontFamily\\w*)$' } }],
  ignoreFunctions: ['*.querySelector', '*.querySelectorAll', '*.closest', '*.types.includes', '*.resync', 'lazyRouteComponent', 'withWords', 'useMediaQuery', 'Error'],
};
/** Markup for a frame, lines as they are typed, alphabets, keys of a map, and names that are the same in every language. */
const UNSPOKEN = ['src/ui/whenArabic.ts', 'src/features/admin/forms/lines.ts', 'src/features/inbox/thread/mailHtml.ts', 'src/lib/format.ts', 'src/lib/measures.ts', 'src/lib/language.ts', 'src/ui/networks.ts', 'src/test/**', '**/*.test.{ts,tsx}'];
/** Words in lower case too, and all inside Mantine's Select, whose name Lingui has as well: where they are read for sure. */
const READ = '/^(label|description|placeholder|title|alt|about|word|aria-label|aria-description|nothingFoundMessage)$/';
const SPOKEN = [
  { selector: `JSXAttribute[name.name=${READ}] > Literal[value=/^(?!https?:).*[A-Za-z]/]`, message: 'People read this: write t`…`.' },
  { selector: 'JSXText[value=/[A-Za-z]/]:not(JSXElement[openingElement.name.name=/^(Trans|Plural)$/] JSXText)', message: 'People read this: write <Trans>…</Trans>.' },
  { selector: `TemplateElement[value.raw=/ (?!Janice)[A-Za-z]{2,}[.,:]?( |$)|(^| )[A-Za-z]{2,}[.,:]? /]:not(TaggedTemplateExpression TemplateElement, CallExpression[callee.name=/^(t|plural)$/] TemplateElement, JSXElement[openingElement.name.name='Plural'] TemplateElement, JSXAttribute[name.name=/^(className|key)$/] TemplateElement)`, message: 'A sentence of parts reads wrong in other languages: write t`…`.' },
];

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
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: UNSPOKEN,
    plugins: { lingui },
    rules: { 'lingui/no-unlocalized-strings': ['error', PLAIN], 'no-restricted-syntax': ['error', ...SPOKEN] },
  },
  forbid(['lib'], 'live', 'ui', 'features', 'app'),
  forbid(['api'], 'live', 'ui', 'features', 'app'),
  forbid(['live'], 'ui', 'features', 'app'),
  forbid(['ui'], 'features', 'app'),
  ...FEATURES.map((one) => forbid([`features/${one}`], 'app', 'features', ...FEATURES.filter((other) => other !== one))),
);
