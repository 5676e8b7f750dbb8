import type { Wire } from '@/api/wire'

export type LadderItem = Wire<'LadderItem'>
export type LadderColumn = Wire<'LadderColumn'>
