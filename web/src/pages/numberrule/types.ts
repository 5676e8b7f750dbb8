export interface Counter {
  sub?: string
  last: number
  next: string
}

export interface NumberRule {
  kind: string
  text: string
  layout: string
  reset: string
  months: boolean
  shipped: { layout: string; reset: string }
  version: number
  by?: string
  at?: string
  counters: Counter[]
}

export interface Past {
  version: number
  by: string
  at: string
  reason?: string
  layout: string
  reset: string
}
