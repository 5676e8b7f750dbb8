import type { Wire } from '@/api/wire'

export type Member = Wire<'MemberView'>
export type Team = Wire<'TeamView'>
