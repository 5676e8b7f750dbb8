// A process as the server draws it: boxes and lines, for an application with
// where it stands in each.

export interface PictureNode {
  id: string
  /** kind of step, or "start", "join", "finish". */
  kind: string
  kind_text: string
  name: string
  /** block around it, by id. */
  block?: string
  branch?: string
  depth: number
  within?: number
  /** '' not reached, "open", or how the last opening ended. */
  state?: string
  state_text?: string
  round?: number
  open?: number
  seats?: number
  done?: number
  /** detail is who does it and by when, notes where it leads otherwise. */
  detail?: string
  notes?: string[]
}

export interface PictureEdge {
  from: string
  to: string
  label?: string
  when?: string
  kind?: string
  back?: boolean
}

export interface Picture {
  name: string
  version: number
  /** status of the application; absent where the picture is of the definition alone. */
  status?: string
  nodes: PictureNode[]
  edges: PictureEdge[]
}

/** PictureStep is one opening of a step with its seats, as an application's page has them. */
export interface PictureStep {
  n: number
  step: string
  item?: string
  round: number
  open: boolean
  outcome_text?: string
  mode_text?: string
  opened_at: string
  ended_at?: string
  seats: PictureSeat[]
}

export interface PictureSeat {
  id: string
  name?: string
  org?: { id?: string; name?: string }
  user?: { name?: string }
  by?: { name?: string }
  state: string
  state_text: string
  at?: string
  opinion?: string
}
