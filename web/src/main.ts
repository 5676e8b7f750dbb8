import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './app/styles/base.css'
import App from './app/App.vue'
import { queries } from './app/query'
import { router } from './app/router'
import { watchUpgrades } from './app/upgrade'
import { keepPage } from './parts/dropped'

watchUpgrades(router)
keepPage()
createApp(App).use(router).use(VueQueryPlugin, { queryClient: queries }).mount('#app')
