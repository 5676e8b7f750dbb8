import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  plugins: [vue()],
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], env: { TZ: 'America/Los_Angeles' }, setupFiles: ['./test-setup.ts'] },
})
