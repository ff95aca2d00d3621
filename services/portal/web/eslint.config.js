import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'test-results'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [...ts.configs.strictTypeChecked, a11y.flatConfigs.strict],
    plugins: { 'react-hooks': hooks },
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...hooks.configs.recommended.rules,
      // Numbers in text are shown to people as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A handler such as onPress={() => save()} is clearer than one wrapped in a block.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // The policy forbids style attributes and HTML built from text.
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='style']", message: 'Use a class: the page runs under a strict style policy.' },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Build elements, never HTML from text.' },
      ],
    },
  },
  { files: ['e2e/**/*.mjs', 'eslint.config.js'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
);
