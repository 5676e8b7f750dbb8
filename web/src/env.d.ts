declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}
declare module 'element-plus/es/components/message/style/css'
declare module 'element-plus/es/components/message-box/style/css'
