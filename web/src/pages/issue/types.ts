import type { Rows, Views } from '@/api/types'
import type { Wire } from '@/api/wire'

export type IssueRow = Rows['issues']
export type IssueView = Views['issues']
export type SlotWish = Wire<'IssueSlotWish'>
export type Hearing = Wire<'Hearing'>
export type Ref = Wire<'IssueRef'>
