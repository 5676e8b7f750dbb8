import type { Rows, Views } from '@/api/types'
import type { Wire } from '@/api/wire'

export type ApprovalRow = Rows['approvals']
export type PersonRef = Wire<'ApprovalPerson'>
export type Seat = Wire<'SeatInStep'>
export type Visit = Wire<'ApprovalVisit'>
export type SubCase = Wire<'ApprovalSubCase'>
export type Step = Wire<'ApprovalStep'>
export type Outcome = Wire<'ProcessOutcome'>
export type MySeat = Wire<'MySeat'>
export type Material = Wire<'ApprovalMaterial'>
export type Gap = Wire<'GapView'>
export type Supplement = Wire<'SupplementView'>
export type Stop = Wire<'StopView'>
export type Consult = Wire<'StoreConsultRow'>
export type Foreseen = Wire<'ForeseenView'>

export type ApprovalView = Views['approvals']

/** SeatView is an application seen from one of the reader's seats: its actions are the seat's. */
export interface SeatView extends ApprovalView {
  mine: MySeat
}

export { lightOf } from '@/parts/clock'
