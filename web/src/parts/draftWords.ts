// Words for one draft on two devices; apart, because most pages have no drafts.
import { words } from '@/app/i18n'

export const t = words({
  two: ['这份草稿在您的另一台设备上也改过', 'You changed this draft on another device too'],
  hint: ['下面是两边都改了、改得不一样的；只有一边改过的已合在一起。请选定一份接着填写；选定之前，这里填写的内容只保存在本机。', 'Below is what both changed differently; what only one of them changed is in both. Choose one to go on with; until then this one is kept on this device only.'],
  look: ['另一台设备上也改过，请看上方', 'Changed on another device too; see above'],
  lookTaken: ['另一台设备上改过的已并入，请看上方', 'What changed on another device is in here now; see above'],
  here: ['表单里的这份', 'In the form'],
  there: (at: string) => [`另一台设备 ${at} 存的`, `On the other device, ${at}`],
  before: ['表单里原来的', 'In the form before'],
  swap: ['换成另一份', 'Swap them'],
  taken: (at: string, fields: string) => [`您在另一台设备上（${at}）改过的已并入这里${fields ? `：${fields}` : ''}。您在这里新填写的没有被覆盖。`, `What you changed on another device (${at}) is in here now${fields ? `: ${fields}` : ''}. Nothing typed here was overwritten.`],
  compare: ['对照并入前的', 'Compare with what was here'],
  seen: ['知道了', 'Fine'],
  settle: ['就用表单里的', 'Keep the one in the form'],
})
