/**
 * The comparison: `node run.mjs [--quick] [--only cpu,scan] [--libraries floor,storm-http] [--keep] [--largest 1000000]`.
 *
 * A full run writes `results.json`, `RESULTS.md` and the chart; a quick one prints its tables, and writes with `--keep`.
 */
import { parseArgs } from 'node:util'
import { startBenchEngine } from './engine.mjs'
import { contenders } from './libraries.mjs'
import { keepResults } from './report/keep.mjs'
import { printSection } from './report/tables.mjs'
import { sections } from './sections.mjs'

/**
 * @typedef {object} SectionContext
 * @property {import('./engine.mjs').BenchEngine} engine
 * @property {readonly import('./libraries.mjs').Contender[]} contenders
 * @property {boolean} quick
 * @property {number} largest items of the largest table of `growth`
 * @property {(text: string) => void} say
 */
/** @typedef {(context: SectionContext) => Promise<Record<string, any>>} Section */

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
    libraries: { type: 'string' },
    largest: { type: 'string', default: '100000' },
  },
})

const chosen = (
  /** @type {readonly string[]} */ all,
  /** @type {string | undefined} */ given,
  /** @type {string} */ what,
) => {
  const names = given?.split(',') ?? all
  const unknown = names.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Error(`No ${what} ${unknown.join(', ')}. There are: ${all.join(', ')}.`)
  return names
}

const names = chosen(Object.keys(sections), values.only, 'section').filter(
  (name) => values.only !== undefined || !sections[name]?.apart,
)
const ids = chosen(
  contenders.map(({ id }) => id),
  values.libraries,
  'library',
)
const say = (/** @type {string} */ text) => console.log(text)

const engine = await startBenchEngine()
try {
  const keep = values.keep || (!values.quick && values.libraries === undefined)
  for (const name of names) {
    const started = performance.now()
    const section = sections[name]
    if (!section) continue
    say(`\n## ${section.title}\n`)
    const context = {
      engine,
      contenders: contenders.filter(({ id }) => ids.includes(id)),
      quick: values.quick,
      largest: Number(values.largest),
      say,
    }
    const result = await section.measure(context)
    say(`\n${printSection(name, result)}\n`)
    if (keep) keepResults({ [name]: result }, engine.about)
    say(`${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
} finally {
  await engine.stop()
}
