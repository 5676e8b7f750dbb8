// What the server says, as agreed in the HTTP contract. Dates are
// "YYYY-MM-DD", instants RFC 3339; neither is ever given to `new Date` as a
// bare date.

export interface Page<T> {
  items: T[]
  next?: string
  total?: number
}

export interface User {
  user_id: string
  name: string
  roles: string[]
  org_id?: string
  org_name?: string
  enterprise_id?: string
  enterprise_name?: string
  owner_role?: string
  /** stands_in_for is the person whose place is taken at the moment. */
  stands_in_for?: string
}

export type LightColour = 'green' | 'yellow' | 'red' | 'blue' | 'grey' | ''

export interface Clock {
  key: string
  text: string
  /** due is a date, or an instant where the hour matters. */
  due: string
  provisional?: boolean
  /** days_left counts working days; negative once overdue; absent where nobody counted. */
  days_left?: number
  light?: LightColour
  paused?: boolean
  reason?: string
  /** why is the rule and the numbers behind the light. */
  why?: string
  original_due?: string
  elapsed?: number
  paused_days?: number
}

export interface Action {
  act: string
  text: string
  danger?: boolean
}

export interface Ball {
  /** who: the owner, a unit or a person, in words. */
  who?: string
  /** org is the unit's id, where a unit has it. */
  org?: string
  what?: string
  due?: string
  /** owner: the project's owner must move. */
  owner?: boolean
}

export interface CaseView {
  id: string
  no: string
  seq: number
  status: string
  status_text: string
  actions: Action[] | null
  clocks: Clock[] | null
  ball?: Ball | null
}

export interface CaseEvent {
  seq: number
  act: string
  text: string
  actor: { user_id?: string; name?: string; org_name?: string; roles?: string[] }
  at: string
  data?: Record<string, unknown>
  notes?: string[] | string | null
}

export interface FileRef {
  id: string
  name: string
  size?: number
  sha256?: string
}

export interface OrgRef {
  org_id: string
  name: string
  type?: string
}

/** Unit is a unit as a case remembers it. */
export interface Unit {
  id: string
  name: string
  type?: string
}

export interface Person {
  user_id?: string
  name?: string
}

/** Attachment is a stored file as an act refers to it. */
export interface Attachment {
  file_id: string
  name: string
  sha256?: string
  size?: number
  type?: string
}

export interface ProjectRef {
  id: string
  code?: string
  name: string
  enterprise_id?: string
  enterprise_name?: string
  town_code?: string
}

export interface Quantity {
  item: string
  amount: number
  unit: string
}
