export interface Member {
  user_id: string
  login?: string
  name: string
  phone?: string
  role: string
  disabled: boolean
  since: string
}

export interface Team {
  items: Member[]
  /** offer is a hand-over of the main account that waits for its acceptance. */
  offer?: { from_user: string; from_name: string; to_user: string; to_name: string; offered_at: string }
}
