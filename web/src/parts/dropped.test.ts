import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { fits, keepPage } from './dropped'
import FileFrame from './FileFrame.vue'

const file = (name: string, type = ''): File => new File(['x'], name, { type })
const drops = (files: File[]): object => ({ dataTransfer: { files, types: ['Files'] } })

describe('a kind of file', () => {
  it('is known by its ending or its media type', () => {
    expect(fits('.xlsx', file('表.XLSX'))).toBe(true)
    expect(fits('.xlsx', file('表.xls'))).toBe(false)
    expect(fits('image/*,.pdf', file('照片', 'image/heic'))).toBe(true)
    expect(fits('image/*, .pdf', file('批复.pdf'))).toBe(true)
    expect(fits('image/*,.pdf', file('批复.exe', 'application/x-msdownload'))).toBe(false)
    expect(fits('text/plain', file('a', 'text/plain'))).toBe(true)
    expect(fits(undefined, file('a.b'))).toBe(true)
  })
})

describe('the frame for one file', () => {
  const frame = (): ReturnType<typeof mount> => mount(FileFrame, { props: { accept: '.xlsx', hint: '选择表格文件' } })
  it('takes a dropped file', async () => {
    const f = frame()
    await f.find('label').trigger('dragover', drops([]))
    expect(f.find('label').classes()).toContain('over')
    const sheet = file('新项目.xlsx')
    await f.find('label').trigger('drop', drops([sheet]))
    expect(f.emitted('choose')).toEqual([[sheet]])
    expect(f.find('label').classes()).not.toContain('over')
    expect(f.find('[role=alert]').exists()).toBe(false)
  })
  it('says why it takes no other kind, nor two', async () => {
    const f = frame()
    await f.find('label').trigger('drop', drops([file('新项目.pdf')]))
    expect(f.find('[role=alert]').text()).toBe('“新项目.pdf”的格式不对，只收 .xlsx。')
    await f.find('label').trigger('drop', drops([file('a.xlsx'), file('b.xlsx')]))
    expect(f.find('[role=alert]').text()).toBe('一次只能放一个文件。')
    expect(f.emitted('choose')).toBeUndefined()
    await f.find('label').trigger('drop', drops([file('a.xlsx')]))
    expect(f.find('[role=alert]').exists()).toBe(false)
  })
  it('leaves text that is dragged over it to the browser', async () => {
    const f = frame()
    await f.find('label').trigger('dragover', { dataTransfer: { files: [], types: ['text/plain'] } })
    expect(f.find('label').classes()).not.toContain('over')
  })
})

describe('a page', () => {
  keepPage()
  const drop = (on: Element, types: string[]): Event => {
    const e = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: { files: [], types } })
    on.dispatchEvent(e)
    return e
  }
  it('stays where a file is dropped beside every place for files', () => {
    expect(drop(document.body, ['Files']).defaultPrevented).toBe(true)
    expect(drop(document.body, ['text/plain']).defaultPrevented).toBe(false) // marked text goes into a field
  })
})
