// A workbook opened, written into and closed again, with what Node has: enough to fill
// in a template and to read what came back, as somebody does in a spreadsheet program.
import { crc32, inflateRawSync } from 'node:zlib'

const first = 'xl/worksheets/sheet1.xml'
const plain = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&')
const escaped = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const texts = (xml) => plain([...xml.matchAll(/<t(?: [^>]*)?>([^<]*)<\/t>/g)].map((m) => m[1]).join(''))
const columnOf = (name) => [...name.replace(/\d+/, '')].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0)

function unzip(file) {
  const parts = new Map()
  let at = file.readUInt32LE(file.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16)
  while (file.readUInt32LE(at) === 0x02014b50) {
    const [method, size, name, extra, note, local] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), ...[28, 30, 32].map((n) => file.readUInt16LE(at + n)), file.readUInt32LE(at + 42)]
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    const raw = file.subarray(from, from + size)
    parts.set(file.toString('utf8', at + 46, at + 46 + name), method ? inflateRawSync(raw) : raw)
    at += 46 + name + extra + note
  }
  return parts
}

function zip(parts) {
  const bodies = []
  const entries = []
  let at = 0
  for (const [name, body] of parts) {
    const common = Buffer.alloc(26) // from the version needed to the length of the extra field; nothing is packed
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(body), 10)
    common.writeUInt32LE(body.length, 14)
    common.writeUInt32LE(body.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const rest = Buffer.alloc(14) // note, disk and marks are empty; the last is where the part begins
    rest.writeUInt32LE(at, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), body])
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]))
    bodies.push(local)
    at += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(entries).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, ...entries, end])
}

const rowsIn = (xml) => new Map([...xml.matchAll(/<row r="(\d+)"([^>]*?)(?:\/>|>(.*?)<\/row>)/gs)].map(([, line, marks, inside]) => [Number(line), { marks, cells: new Map([...(inside ?? '').matchAll(/<c r="([A-Z]+\d+)"[^>]*?(?:\/>|>.*?<\/c>)/gs)].map((m) => [m[1], m[0]])) }]))

/** cellsOf is what stands in the first sheet, by the names of the cells: A1. */
export function cellsOf(file) {
  const parts = unzip(file)
  const shared = [...String(parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map((m) => texts(m[1]))
  const cells = {}
  for (const { cells: inRow } of rowsIn(String(parts.get(first))).values()) {
    for (const [name, xml] of inRow) {
      const value = /<v>([^<]*)<\/v>/.exec(xml)?.[1] ?? ''
      cells[name] = /<c [^>]*t="s"/.test(xml) ? shared[Number(value)] : /<c [^>]*t="inlineStr"/.test(xml) ? texts(xml) : plain(value)
    }
  }
  return cells
}

/** columnsOf are the letters of the first sheet's columns by their headers, without the star of what is required. */
export const columnsOf = (file) => Object.fromEntries(Object.entries(cellsOf(file)).filter(([name]) => /^[A-Z]+1$/.test(name)).map(([name, text]) => [text.replace(/\*$/, ''), name.slice(0, -1)]))

/** written is the workbook with other words in some cells of its first sheet; all else stays. */
export function written(file, cells) {
  const parts = unzip(file)
  const xml = String(parts.get(first))
  const rows = rowsIn(xml)
  for (const [name, text] of Object.entries(cells)) {
    const line = Number(name.replace(/\D+/, ''))
    if (!rows.has(line)) rows.set(line, { marks: '', cells: new Map() })
    const { cells: inRow } = rows.get(line)
    const style = / s="\d+"/.exec(inRow.get(name) ?? '')?.[0] ?? ''
    inRow.set(name, `<c r="${name}"${style} t="inlineStr"><is><t>${escaped(text)}</t></is></c>`)
  }
  const data = [...rows].sort(([a], [b]) => a - b).map(([line, { marks, cells: inRow }]) => `<row r="${line}"${marks}>${[...inRow].sort(([a], [b]) => columnOf(a) - columnOf(b)).map(([, cell]) => cell).join('')}</row>`)
  parts.set(first, Buffer.from(xml.replace(/<sheetData>.*<\/sheetData>/s, () => `<sheetData>${data.join('')}</sheetData>`)))
  return zip(parts)
}
