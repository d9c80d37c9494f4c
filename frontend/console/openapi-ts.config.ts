import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../../docs/openapi.yaml',
  output: { path: 'src/api/generated', clean: true },
  plugins: [{ name: '@hey-api/typescript', enums: false }, { name: '@hey-api/client-fetch' }, { name: '@hey-api/sdk', operations: { strategy: 'flat' } }],
});
