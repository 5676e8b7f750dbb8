export interface Enterprise {
  id: string
  name: string
  short_name: string
  credit_code: string
  legal_rep: string
  contact: string
  phone: string
  town_code: string
  address: string
  tags: string[] | null
  version: number
  updated_at: string
}
