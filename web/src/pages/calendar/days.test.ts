import { describe, expect, it } from 'vitest'
import { dayMarks, hoursFrom, hoursText, mediaOf, stretches } from './days'

describe('marks of a year', () => {
  it('marks holidays and make-up days, not ordinary weekends', () => {
    const m = dayMarks({
      days: [
        { date: '2022-05-07', weekday: '', workday: true, kind: 'make_up', text: '劳动节调休上班' },
        { date: '2022-06-03', weekday: '', workday: false, kind: 'holiday', text: '端午节放假' },
        { date: '2022-06-06', weekday: '', workday: true, kind: 'weekday', text: '' },
        { date: '2022-06-12', weekday: '', workday: false, kind: 'weekend', text: '' },
      ],
    })
    expect([...m.work.keys()]).toEqual(['2022-05-07'])
    expect([...m.off.entries()]).toEqual([['2022-06-03', '端午节放假']])
  })
  it('knows provisional years', () => {
    expect(dayMarks({ days: [{ date: '2027-01-01', weekday: '', workday: false, kind: 'weekend', text: '', provisional: true }] }).provisional.has(2027)).toBe(true)
  })
})

describe('office hours', () => {
  it('are read as people type them', () => {
    const hours = [{ from: '09:00', to: '12:00' }, { from: '13:30', to: '17:30' }]
    expect(hoursFrom('09:00-12:00 13:30-17:30')).toEqual(hours)
    expect(hoursFrom('09：00至12：00，13:30–17:30')).toEqual(hours)
    expect(hoursFrom(hoursText(hours))).toEqual(hours)
    expect(hoursFrom('')).toEqual([])
  })
})

describe('a notice', () => {
  it('is sent as what it is', () => {
    expect(mediaOf(' \n{"year":2031}')).toBe('application/json')
    expect(mediaOf('国务院办公厅关于2031年部分节假日安排的通知')).toBe('text/plain')
    expect(mediaOf('[发文字号] 国办发明电')).toBe('text/plain')
  })
  it('shows days that follow one another as a stretch, over the end of a month and a year', () => {
    expect(stretches(['2030-12-31', '2031-01-01', '2031-01-03'])).toEqual(['2030年12月31日 周二 – 2031年1月1日 周三', '2031年1月3日 周五'])
    expect(stretches([])).toEqual([])
  })
})
