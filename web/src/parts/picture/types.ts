// A process as the server draws it: boxes and lines, for an application with
// where it stands in each.
import type { Wire } from '@/api/wire'

export type Picture = Wire<'PictureView'>
export type PictureNode = Wire<'PictureNodeView'>
export type PictureEdge = Wire<'ApprovalPictureEdge'>

/** PictureStep is one opening of a step with its seats, as an application's page has them. */
export type PictureStep = Pick<Wire<'ApprovalStep'>, 'n' | 'step' | 'item' | 'round' | 'open' | 'outcome_text' | 'mode_text' | 'opened_at' | 'ended_at'> & { seats: PictureSeat[] }
export type PictureSeat = Pick<Wire<'SeatInStep'>, 'id' | 'name' | 'org' | 'user' | 'by' | 'state' | 'state_text' | 'at' | 'opinion'>
