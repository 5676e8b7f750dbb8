export interface OrgRow {
  id: string
  name: string
  short_name: string
  type: string
  parent_id: string
  town_code: string
  phone: string
  sort_no: number
  valid_from: string
  /** valid_to is the last day, empty while the unit lasts. */
  valid_to: string
  version: number
}
