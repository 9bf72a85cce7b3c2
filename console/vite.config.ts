import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The content security policy lets nothing inline through, a picture in a style included.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
