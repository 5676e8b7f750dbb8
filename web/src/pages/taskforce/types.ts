import type { Wire } from '@/api/wire'

export type TaskForceRow = Wire<'TaskForceLine'>
export type TaskForceView = Wire<'TaskForceView'>
