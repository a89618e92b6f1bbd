/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where a running Floe answers while the console is developed: `npm run dev`.
const admin = process.env.FLOE_ADMIN ?? 'http://localhost:8090';

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      '/api': { target: admin, changeOrigin: false },
      '/q': { target: admin, changeOrigin: false },
    },
  },
  build: {
    outDir: 'dist',
    sourcemap: false,
    target: 'es2022',
    // What is inlined as data: would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    // On a loaded machine a click takes a second.
    testTimeout: 30_000,
  },
});
