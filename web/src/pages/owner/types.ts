import type { Wire } from '@/api/wire'

export type OwnerProject = Wire<'ProjectView'>
