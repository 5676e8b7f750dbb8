import type { Wire } from '@/api/wire'

/** StartEvent; its members come with one event, not with the list of them. */
export type StartEvent = Wire<'ProjectStartEventView'>
