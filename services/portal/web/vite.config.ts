import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The target is low because doctors see Apricot inside EMR clients that embed old browsers.
// Nothing is inlined: the portal serves these files under a policy that allows only its own
// scripts and styles, and no data: address for either.
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2019',
    cssTarget: ['chrome80', 'safari13'],
    assetsInlineLimit: 0,
    // Go's embed needs dist to exist in a fresh clone; public/.gitkeep puts the kept file back.
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': process.env.APRICOT_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' },
});
