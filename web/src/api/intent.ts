// An intent is one thing a person wants to happen once. However often the same
// thing is sent (double click, retry, lost answer), it carries the same key;
// a changed form is another thing and gets another key.

/** newKey works on plain http too, where crypto.randomUUID does not exist. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
}

function canonical(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(canonical)
  if (v && typeof v === 'object') {
    return Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => [k, canonical(x)]))
  }
  return v
}

export class Intent {
  private print = ''
  private key = ''

  /** keyFor is the key under which this very content goes out. */
  keyFor(content: unknown): string {
    const print = JSON.stringify(canonical(content))
    if (print !== this.print || !this.key) {
      this.print = print
      this.key = newKey()
    }
    return this.key
  }

  /** done forgets the intent: the next one is new even if it says the same. */
  done(): void {
    this.print = ''
    this.key = ''
  }
}
