import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' ws://localhost:* ipc: wails:",
].join('; ');

/** The built page carries its own content security policy. The dev server cannot: it injects an inline script. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
  ],
};

/** A build that holds any part of the fake backend fails. */
const noFakeInBuilds: Plugin = {
  name: 'no-fake-in-builds',
  apply: 'build',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.includes('/bridge/fake/')))
        this.error(`${chunk.fileName} holds the fake backend`);
    }
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), contentSecurityPolicy, noFakeInBuilds],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: ['safari17', 'chrome120'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 450, // the editor's chunk, which is loaded when somebody opens the fleet file
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true, fs: { allow: ['..'] } }, // the fake reads the fleet's schema from docs
  test: {
    environment: 'happy-dom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
    testTimeout: 40_000,
  },
});
