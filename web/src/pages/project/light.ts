import type { Wire } from '@/api/wire'

export type Colour = Wire<'ProjectLine'>['light']
