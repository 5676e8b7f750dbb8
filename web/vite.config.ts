import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import legacy from '@vitejs/plugin-legacy'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig, type Plugin } from 'vite'

const dist = fileURLToPath(new URL('./dist', import.meta.url))

// The built page is called app.html, so that dist/index.html stays the committed
// placeholder: a build never dirties the working tree, and a Go build without a
// console build still has something to embed.
function shipAsApp(): Plugin {
  return {
    name: 'diaodu-ship-as-app',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      for (const part of ['assets', '.vite', 'app.html']) rmSync(`${dist}/${part}`, { recursive: true, force: true })
    },
    generateBundle(_, bundle) {
      const page = bundle['index.html']
      if (page) page.fileName = 'app.html'
    },
  }
}

// Without groups the build makes a file of every module that two pages share, and
// a page then waits for a hundred small ones, six at a time. What the shell needs
// is one file, what a dozen pages need another; what some share is grouped by who
// needs it, small pieces with their nearest. Choosing from a list (the filters) is
// heavy and stays apart: the board and an owner's pages do without. Charts, pictures
// of processes and what only an open form needs (parts/dialogs.ts) come by themselves.
// scripts/budget.mjs holds what comes of it.
const common = /element-plus|@vueuse|async-validator|dayjs|lodash|web\/src\/|plugin-vue/
const choosing = /element-plus\/es\/components\/(select|select-v2|checkbox)\//
const groups = [
  { name: 'start', tags: ['$initial'], priority: 4 },
  { name: 'base', test: (id: string) => common.test(id) && !choosing.test(id), minShareCount: 12, priority: 3 },
  { name: 'choosing', test: choosing, minShareCount: 10, priority: 2 },
  { name: 'shared', test: common, minShareCount: 3, entriesAware: true, entriesAwareMergeThreshold: 4000, priority: 1 },
]

const server = process.env.DIAODU_ADDRESS ?? 'http://127.0.0.1:8080'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  plugins: [
    vue(),
    components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    // Syntax for old kernels (360, 奇安信, UOS: Chrome 86–108) and the library
    // functions they lack. No second bundle and no inline script: the content
    // security policy stays without unsafe-inline.
    legacy({
      renderLegacyChunks: false,
      modernTargets: 'chrome>=87, edge>=87, firefox>=78, safari>=14',
      modernPolyfills: ['es.array.at', 'es.string.at-alternative', 'es.object.has-own', 'es.array.find-last', 'es.string.replace-all', 'web.structured-clone'],
    }),
    shipAsApp(),
  ],
  build: {
    outDir: 'dist', emptyOutDir: false, manifest: true, cssTarget: 'chrome87', chunkSizeWarningLimit: 900, assetsInlineLimit: 0,
    rolldownOptions: { checks: { bundlerTimings: false }, output: { codeSplitting: { groups } } },
  },
  server: { port: 5173, proxy: { '/api': { target: server, changeOrigin: true } } },
})
