import { defineConfig } from 'vite';

/** `rolldown` reads JSX by itself; hot reloading is for those who start `vite apps/console` beside a server. */
export default defineConfig({
  base: '/console/',
  build: {
    outDir: '../../dist/apps/console',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Packages mark what runs in a browser; here all of it does.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
  server: { proxy: { '^/(?!console)': 'http://127.0.0.1:3000' } },
});
