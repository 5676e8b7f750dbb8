// The leaders' screen as the server gives it.
import type { Wire } from '@/api/wire'

export type Alarm = Wire<'StoreAlarm'>
export type Ahead = Wire<'StoreAhead'>
export type Coming = Wire<'StoreMeetingRow'>
export type Cockpit = Wire<'BoardView'>
