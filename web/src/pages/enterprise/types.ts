import type { Wire } from '@/api/wire'

export type Enterprise = Wire<'EnterpriseView'>
