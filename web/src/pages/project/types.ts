import type { Wire } from '@/api/wire'

export type ProjectRow = Wire<'ProjectLine'>
export type ProjectView = Wire<'ProjectView'>
export type Milestone = Wire<'ProjectMilestoneView'>
