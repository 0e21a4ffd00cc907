/** Finds and parses the project's source files. Paths are absolute or relative to a root, always with `/`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript-5.9'

/** The repository's root folder. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

const skipped = new Set(['node_modules', 'dist', 'build', '.git', '.cache', 'fixtures'])

/**
 * All files under `folder`, sorted, as paths relative to it; none if there is no such folder.
 *
 * @param {string} folder
 * @param {(path: string) => boolean} [accept]
 * @returns {string[]}
 */
export const listFiles = (folder, accept = () => true) => {
  /** @type {string[]} */
  const found = []
  /** @param {string} path */
  const visit = (path) => {
    for (const entry of entriesOf(join(folder, path))) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) visit(child)
      } else if (accept(child)) found.push(child)
    }
  }
  visit('')
  return found.sort()
}

/** @param {string} folder */
const entriesOf = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return []
    throw error
  }
}

/** @param {string} path */
export const isCode = (path) => /\.(ts|tsx|mts|mjs|js)$/.test(path) && !path.endsWith('.d.ts')
/** @param {string} path */
export const isTest = (path) => /\.(test|test-d)\.tsx?$/.test(path)

/**
 * @param {string} file
 * @param {string} [text]
 */
export const parseFile = (file, text = readFileSync(file, 'utf8')) =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)

/**
 * Every node of a tree, parents first.
 *
 * @param {ts.Node} node
 * @returns {Generator<ts.Node>}
 */
export function* walk(node) {
  yield node
  const children = /** @type {ts.Node[]} */ ([])
  ts.forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* walk(child)
}

/**
 * 1-based line of a position.
 *
 * @param {ts.SourceFile} source
 * @param {number} position
 */
export const lineOf = (source, position) => source.getLineAndCharacterOfPosition(position).line + 1

/**
 * What a check found: how much it looked at, and each problem as `path:line: sentence`.
 *
 * @typedef {{ checked: number, what: string, problems: string[] }} Findings
 */

/**
 * Runs a check when its file is the program that was started: prints the problems, or one line of what was checked.
 *
 * A check that looked at nothing fails: its paths are wrong.
 *
 * @param {string} moduleUrl the check's own `import.meta.url`
 * @param {() => Findings | Promise<Findings>} check
 */
export const runAsProgram = async (moduleUrl, check) => {
  if (process.argv[1] === undefined || moduleUrl !== pathToFileURL(process.argv[1]).href) return
  const { checked, what, problems } = await check()
  if (checked === 0) problems.push(`No ${what} were found to check.`)
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(`${checked} ${what}, no problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
