// What the server says, by the names pages use. The shapes are the server's own
// (wire.ts); only what seen.ts adds for pages is written here. Dates are
// "YYYY-MM-DD", instants RFC 3339; neither is ever given to `new Date` as a
// bare date.
import type { Schema } from '@/parts/schema'
import type { Wire } from './wire'

/** Page is one part of a list; next is the cursor of what follows, '' at the end. */
export interface Page<T> {
  items: T[]
  next: string
}

export type User = Wire<'UserView'>

export type LightColour = 'green' | 'yellow' | 'red' | 'blue' | 'grey' | ''

/**
 * Clock is a deadline as pages show it: the server's, or one made of a row's flat
 * deadline. days_left is absent where nobody counted.
 */
export type Clock = Pick<Wire<'ClockView'>, 'key' | 'text' | 'due'> & Partial<Omit<Wire<'ClockView'>, 'light'>> & { light?: LightColour }

export type Action = Wire<'ActionView'>

/** Ball is who must move, with the act in words. */
export type Ball = Wire<'BallView'>

/** CaseView is what the views of all nouns have. */
export type CaseView = Pick<Views[keyof Views], 'id' | 'no' | 'seq' | 'status' | 'status_text' | 'actions' | 'clocks' | 'ball' | 'title'>

export type CaseEvent = Wire<'EventView'>
export type FileRef = Wire<'FileView'>

/** Unit is a unit as a case remembers it. */
export type Unit = Wire<'BetweenUnit'>
export type Person = Wire<'SupervisionPerson'>

/** Attachment is a stored file as an act refers to it. */
export type Attachment = Wire<'CasefileAttachment'>
export type ProjectRef = Wire<'BetweenProjectRef'>
export type Quantity = Wire<'BetweenQuantity'>

/** Named is a view or row after seen.ts: whatever the noun calls its heading is its title. */
export type Named<V> = Omit<V, 'clocks' | 'title'> & { title: string; clocks: Clock[] }

/** Views are the answers to GET /api/{noun}/{id} as pages have them. */
export interface Views {
  issues: Named<Wire<'IssueView'>>
  meetings: Named<Wire<'MeetingView'>>
  tasks: Named<Wire<'TaskView'>>
  /** The form of an application is a JSON Schema, which the document leaves open. */
  approvals: Named<Omit<Wire<'ApprovalView'>, 'schema'> & { schema: Record<string, Schema> }>
  plans: Named<Wire<'PlanView'>>
}

/** Rows are the lines of GET /api/{noun} as pages have them. */
export interface Rows {
  issues: Named<Wire<'IssueLine'>>
  meetings: Named<Wire<'MeetingLine'>>
  tasks: Named<Wire<'TaskLine'>>
  approvals: Named<Wire<'ApprovalLine'>>
  plans: Named<Wire<'PlanLine'>>
}

/** Acts are what a body of POST /api/{noun}/{id}/acts may say. */
export interface Acts {
  issues: Wire<'IssueAct'>
  meetings: Wire<'MeetingAct'>
  tasks: Wire<'TaskAct'>
  approvals: Wire<'ApprovalAct'>
  plans: Wire<'PlanAct'>
}
