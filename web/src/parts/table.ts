export interface Column<R> {
  key: string
  label: string
  text?: (row: R) => string
  /** main: the heading of a card on a phone; code and num: figures. */
  kind?: 'main' | 'code' | 'num'
  narrow?: boolean
}
