import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const SERVER = 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: {
    // Two copies of Yjs or of its binding double the text without any error.
    dedupe: ['yjs', '@tiptap/y-tiptap', '@tiptap/pm', '@tiptap/core', 'y-protocols', 'lib0', 'react', 'react-dom'],
  },
  css: {
    preprocessorOptions: {
      // Bootstrap Italia 2 is written with `@import` and global functions.
      scss: { quietDeps: true, silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'] },
    },
  },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    manifest: 'manifest.json',
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: {
    proxy: {
      '/api': SERVER,
      '/e': SERVER,
      '/collab': { target: SERVER, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
