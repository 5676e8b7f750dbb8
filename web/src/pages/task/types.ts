import type { Rows, Views } from '@/api/types'
import type { Wire } from '@/api/wire'

export type TaskRow = Rows['tasks']
export type TaskView = Views['tasks']
export type Report = Wire<'SupervisionReport'>
export type Owed = Wire<'SupervisionOwed'>
export type Lit = Wire<'SupervisionLit'>
