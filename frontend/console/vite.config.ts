import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Django serves the built files with whitenoise below /static/console/, and index.html for every page of the console. */
export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/console/' : '/',
  plugins: [react()],
  build: { target: 'baseline-widely-available', manifest: true, cssCodeSplit: true, reportCompressedSize: false },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/_allauth', '/ws'].map((path) => [path, { target: process.env.BACKEND ?? 'http://127.0.0.1:8000', ws: path === '/ws' }]),
    ),
  },
  test: {
    environment: 'jsdom',
    isolate: false,
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
}));
