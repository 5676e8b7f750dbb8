// Words for one draft on two devices; apart, because most pages have no drafts.
import { words } from '@/app/i18n'

export const t = words({
  two: ['这份草稿在您的另一台设备上也改过', 'You changed this draft on another device too'],
  hint: ['两份都已保留。请选定一份接着填写；选定之前，这里填写的内容只保存在本机。', 'Both are kept. Choose one to go on with; until then this one is kept on this device only.'],
  look: ['另一台设备上也改过，请看上方', 'Changed on another device too; see above'],
  here: ['表单里的这份', 'In the form'],
  there: (at: string) => [`另一台设备 ${at} 存的`, `On the other device, ${at}`],
  before: ['表单里原来的', 'In the form before'],
  swap: ['换成另一份', 'Swap them'],
  settle: ['就用表单里的', 'Keep the one in the form'],
})
