import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { pageAdapter } from './adapter.ts';

// Kit's options stand here and not in svelte.config.js: that is where Kit 3 wants them.
export default defineConfig({
  plugins: [
    sveltekit({
      adapter: pageAdapter(),
      alias: { $model: '../model', $charts: '../charts', $server: '../server' },
      // relative addresses would break on deep links, which all get the same page
      paths: { relative: false },
      version: { pollInterval: 0 },
    }),
  ],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // what many pages have in common comes in two files: a page of a hundred small ones is fetched six at a time
          groups: [
            { name: 'base', minShareCount: 12, priority: 2 },
            { name: 'panels', minShareCount: 4, priority: 1 },
          ],
        },
      },
    },
  },
  server: { fs: { allow: ['..'] } },
});
