import type { Wire } from '@/api/wire'

export type Counter = Wire<'StoreNumberCounter'>
export type NumberRule = Wire<'NumberRuleView'>
export type Past = Wire<'NumberRulePast'>
