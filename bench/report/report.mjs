/** Kept results → `RESULTS.md`. */
import { sections } from '../sections.mjs'
import { printSection, table } from './tables.mjs'

/** @param {{ facts: any, sections: Record<string, any> }} kept */
export const printReport = ({ facts, sections: results }) => `# Results

Written by \`npm run bench\`; do not edit. All libraries store the same orders (nine fields, among them a list of five
texts, a map of five fields and a list of three maps; one index) in the same engine, each in its own way; a run begins by
checking that each gives back the same 100 orders. Measurements are interleaved: every library has its turn in every
round, each in a process of its own. Numbers are medians; ± is half of what lies between the quartiles. Compare them with
each other, not with those of another machine.

${table(['', ''], [['machine', facts.processor], ['runtime', facts.runtime], ['engine', facts.engine], ...Object.entries(facts.versions)])}

${Object.entries(sections)
  .filter(([name]) => results[name] !== undefined)
  .map(([name, { title, about }]) => `## ${title}\n\n${about}\n\n${printSection(name, results[name])}\n`)
  .join('\n')}`
