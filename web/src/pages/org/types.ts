import type { Wire } from '@/api/wire'

export type OrgRow = Wire<'OrgUnit'>
