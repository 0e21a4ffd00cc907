/** The comparison as an SVG: CPU per request, one panel an operation. Colours follow the reader's light or dark scheme. */
import { contenders } from '../libraries.mjs'
import { digits } from './tables.mjs'

const panels = [
  { operation: 'get', title: 'get' },
  { operation: 'put', title: 'put' },
  { operation: 'update', title: 'update' },
  { operation: 'query', title: 'query of 100 items' },
]
const ROW = 20
const LABEL = 138
const BAR = 190
const PANEL = LABEL + BAR + 58
const GAP = 24
const TOP = 58
/** Bars are as long as this many times the document client's at most; what is beyond is cut. */
const LONGEST = 2.5

const shortNames = {
  floor: 'by hand, unchecked',
  'storm-http': 'single-table-orm',
  'storm-sdk': 'on an SDK client',
  'document-client': 'DocumentClient',
  'entity-store': 'entity-store',
  onetable: 'onetable',
  electrodb: 'electrodb',
  toolbox: 'toolbox',
  dynamoose: 'dynamoose',
}

const style = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #24292f }
  .title { font-size: 15px; font-weight: 600 }
  .panel { font-weight: 600 }
  .note, .value { fill: #57606a }
  .value { font-variant-numeric: tabular-nums }
  .own { font-weight: 600 }
  rect { fill: #afb8c1 }
  rect.own { fill: #1f6feb }
  rect.floor { fill: #d0d7de }
  .cut { stroke: #ffffff; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note, .value { fill: #9198a1 }
    rect { fill: #59636e }
    rect.own { fill: #58a6ff }
    rect.floor { fill: #3d444d }
    .cut { stroke: #0d1117 }
  }`

/** @param {Record<string, Record<string, import('../statistics.mjs').Summary>>} cpu results of the section `cpu` */
export const drawChart = (cpu) => {
  const rows = contenders.filter(({ id }) => cpu[id] !== undefined)
  const height = TOP + 2 * (rows.length * ROW + 24) + GAP
  const width = 2 * PANEL + GAP
  const drawn = panels.map((panel, index) => {
    const x = (index % 2) * (PANEL + GAP)
    const y = TOP + Math.floor(index / 2) * (rows.length * ROW + 24 + GAP)
    return `<g transform="translate(${x} ${y})">${drawPanel(cpu, rows, panel)}</g>`
  })
  const names = rows.map(({ name }) => name).join(', ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Microseconds of CPU per request: ${names}">
<style>${style}
</style>
<text class="title" x="0" y="16">Microseconds of CPU per request</text>
<text class="note" x="0" y="36">From call to result, without the network; the same orders, the same engine's answers. Shorter is better.</text>
${drawn.join('\n')}
</svg>
`
}

/** @type {(cpu: Record<string, any>, rows: readonly import('../libraries.mjs').Contender[], panel: typeof panels[number]) => string} */
const drawPanel = (cpu, rows, { operation, title }) => {
  const longest = LONGEST * (cpu['document-client']?.[operation]?.median ?? 1)
  const bars = rows.map(({ id }, index) => {
    const value = cpu[id]?.[operation]?.median ?? 0
    const y = 14 + index * ROW
    const length = Math.max(1, (BAR * Math.min(value, longest)) / longest)
    const own = id.startsWith('storm') ? 'own' : id === 'floor' ? 'floor' : ''
    const cut = value > longest ? `<path class="cut" d="M${LABEL + BAR - 14} ${y + 16} l6 -14"/>` : ''
    return `<text class="${own}" x="${LABEL - 8}" y="${y + 13}" text-anchor="end">${shortNames[/** @type {keyof typeof shortNames} */ (id)]}</text><rect class="${own}" x="${LABEL}" y="${y + 3}" width="${length.toFixed(1)}" height="13" rx="2"/>${cut}<text class="value" x="${(LABEL + length + 6).toFixed(1)}" y="${y + 13}">${digits(value)}</text>`
  })
  return `<text class="panel" x="${LABEL}" y="6">${title}</text>\n${bars.join('\n')}`
}
