/** Finds fenced code blocks in Markdown and in the docstrings of sources, and says which of them are in order. */

/**
 * One fenced block. `line` is the 1-based line of its first line of code in `page`.
 *
 * @typedef {{ page: string, line: number, language: string, flags: readonly string[], code: string }} Fence
 */
/** @typedef {{ fences: Fence[], problems: string[] }} Found */

/** Languages of blocks that are shown and not checked. */
const shown = ['bash', 'sh', 'text', 'json']
/** `run`: executed as well as type-checked. `alone`: a module of its own instead of a part of the page's. */
const tsFlags = ['run', 'alone']

/**
 * @param {string} page name for messages
 * @param {string} text Markdown
 * @returns {Found}
 */
export const fencesOfMarkdown = (page, text) => scan(page, text.split('\n'), 1)

/**
 * The fences inside `/** … *\/` comments.
 *
 * @param {string} page name for messages
 * @param {string} text TypeScript
 * @returns {Found}
 */
export const fencesOfDocstrings = (page, text) => {
  const found = /** @type {Found} */ ({ fences: [], problems: [] })
  for (const comment of text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)) {
    const first = text.slice(0, comment.index).split('\n').length
    const lines = comment[0].split('\n').map((line) => line.replace(/^\s*(\/\*\*|\*(?!\/)) ?/, ''))
    const { fences, problems } = scan(page, lines, first)
    found.fences.push(...fences)
    found.problems.push(...problems)
  }
  return found
}

/** @type {(page: string, lines: readonly string[], firstLine: number) => Found} */
const scan = (page, lines, firstLine) => {
  const found = /** @type {Found} */ ({ fences: [], problems: [] })
  for (let index = 0; index < lines.length; index++) {
    const opening = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(lines[index] ?? '')
    if (opening === null) continue
    const [, indent = '', marker = '', info = ''] = opening
    const end = lines.findIndex((line, at) => at > index && line.trim() === marker)
    if (end < 0)
      return { ...found, problems: [...found.problems, `${page}:${firstLine + index}: The fence has no end.`] }
    const code = lines.slice(index + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    const [language = '', ...flags] = info.trim().split(/\s+/)
    const fence = { page, line: firstLine + index + 1, language, flags, code: code.join('\n') }
    const problem = problemOf(fence)
    if (problem === undefined) found.fences.push(fence)
    else found.problems.push(`${page}:${firstLine + index}: ${problem}`)
    index = end
  }
  return found
}

/** @param {Fence} fence */
const problemOf = ({ language, flags, code }) => {
  if (language === 'ts') {
    const unknown = flags.find((flag) => !tsFlags.includes(flag))
    if (unknown !== undefined) return `'${unknown}' is not a flag of a ts block; flags are ${tsFlags.join(', ')}.`
    if (!flags.includes('run') && markers.test(code))
      return 'A result in a block that is not run is never checked; mark it `ts run`.'
    return undefined
  }
  if (shown.includes(language)) return undefined
  return `'${language}' is not a known language of code blocks; use ts, ${shown.join(', ')}.`
}

/** Comments of a block that say what happens: `// => value`, `// sends Operation {…}`, `// throws code`. */
export const markers = /\/\/ (=>|sends|throws) /
