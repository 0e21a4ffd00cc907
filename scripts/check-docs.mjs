/**
 * Checks the code of the documentation: blocks of `README.md` and `docs/`, and examples of docstrings. `ts` blocks are
 * type-checked (the blocks of a page are one module), `ts run` blocks are also executed against the embedded engine, and
 * their comments `// => value`, `// sends Operation {…}` and `// throws code` are checked. Needs the build.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleIfStale } from './bundle.mjs'
import { assemble, exportedNames } from './docs/assemble.mjs'
import { execute } from './docs/execute.mjs'
import { fencesOfDocstrings, fencesOfMarkdown } from './docs/fences.mjs'
import { typeCheck } from './docs/type-check.mjs'
import { isCode, isTest, listFiles, parseFile, projectRoot, runAsProgram } from './sources.mjs'

/** @typedef {import('./docs/fences.mjs').Fence} Fence */
/** @typedef {import('./docs/assemble.mjs').Scope} Scope */
/** Blocks that are one module, and the names they may use without an import. @typedef {{ fences: Fence[], scopes: Scope[] }} Part */

/**
 * `source` is a folder of sources, `built` where their modules are built to and `declared` where their types are, `world` the module that examples of docstrings (and
 * pages that hold the comment `<!-- world -->`) may use everything of; `library` the package whose names are in scope there.
 *
 * @typedef {object} Options
 * @property {string} root
 * @property {string} [source]
 * @property {string} [built]
 * @property {string} [declared] default: `built`
 * @property {string} [world]
 * @property {string} [library]
 * @property {string} cache folder that modules are written to
 * @property {() => Promise<{ endpoint: string, stop: () => unknown }>} startEngine
 */

/**
 * @param {Options} options
 * @returns {Promise<import('./sources.mjs').Findings>}
 */
export const checkDocs = async (options) => {
  const pages = readPages(options)
  const scoped = (/** @type {string | undefined} */ own) =>
    Promise.all(pages.parts.map((part) => withScopes(part, { ...options, own })))
  const problems = [...pages.problems]
  const modules = (await scoped(options.declared ?? options.built)).map(({ fences, scopes }) =>
    assemble(fences, scopes),
  )
  if (modules.length > 0) problems.push(...typeCheck(modules, join(options.cache, 'types')))
  const runnable = (await scoped(options.built))
    .map(({ fences, scopes }) => ({ fences: fences.filter(({ flags }) => flags.includes('run')), scopes }))
    .filter(({ fences }) => fences.length > 0)
    .map(({ fences, scopes }) => assemble(fences, scopes))
  if (runnable.length > 0) problems.push(...(await executeAll(runnable, options)))
  const executed = pages.parts.flatMap(({ fences }) => fences).filter(({ flags }) => flags.includes('run')).length
  return {
    checked: pages.blocks,
    what: `blocks of ${pages.pages} pages (${executed} executed)`,
    problems: [...new Set(problems)],
  }
}

/** @param {Options} options */
const readPages = ({ root, source }) => {
  const result = {
    pages: 0,
    blocks: 0,
    problems: /** @type {string[]} */ ([]),
    parts: /** @type {(Part & { inWorld: boolean })[]} */ ([]),
  }
  /** @type {(page: string, text: string, inWorld: boolean, found: import('./docs/fences.mjs').Found) => void} */
  const add = (page, text, inWorld, { fences, problems }) => {
    const code = fences.filter(({ language }) => language === 'ts')
    const together = inWorld && !page.endsWith('.md') ? [] : code.filter(({ flags }) => !flags.includes('alone'))
    const alone = code.filter((fence) => !together.includes(fence))
    const groups = [...(together.length > 0 ? [together] : []), ...alone.map((fence) => [fence])]
    result.parts.push(...groups.map((group) => ({ fences: group, scopes: [], inWorld })))
    result.problems.push(...problems)
    result.blocks += fences.length
    if (text.length > 0 && fences.length > 0) result.pages++
  }
  for (const page of listFiles(root, (path) => path.endsWith('.md'))) {
    const text = readFileSync(join(root, page), 'utf8')
    add(page, text, text.includes('<!-- world -->'), fencesOfMarkdown(page, text))
  }
  if (source === undefined) return result
  for (const file of listFiles(join(root, source), (path) => isCode(path) && !isTest(path))) {
    const text = readFileSync(join(root, source, file), 'utf8')
    add(`${source}/${file}`, text, true, fencesOfDocstrings(`${source}/${file}`, text))
  }
  return result
}

/**
 * The world's names, then the library's, then those of the file that holds the docstring, as it stands in `own`.
 *
 * @type {(part: Part & { inWorld: boolean }, options: Options & { own: string | undefined }) => Promise<Part>}
 */
const withScopes = async ({ fences, inWorld }, { root, source, built, own, world, library }) => {
  const scopes = /** @type {Scope[]} */ ([])
  if (!inWorld) return { fences, scopes }
  if (world !== undefined) scopes.push({ specifier: world, names: exportedNames(parseFile(world)) })
  if (library !== undefined) scopes.push({ specifier: library, names: Object.keys(await import(library)) })
  const file = fences[0]?.page ?? ''
  if (source !== undefined && built !== undefined && own !== undefined && file.startsWith(`${source}/`)) {
    const module = file.slice(source.length + 1).replace(/\.ts$/, '.js')
    const script = join(root, built, module)
    const values = existsSync(script) ? Object.keys(await import(pathToFileURL(script).href)) : []
    const names = [...new Set([...values, ...exportedNames(parseFile(join(root, file)))])]
    scopes.push({ specifier: join(root, own, module), names })
  }
  return { fences, scopes }
}

/** @type {(modules: import('./docs/assemble.mjs').Assembled[], options: Options) => Promise<string[]>} */
const executeAll = async (modules, { cache, startEngine, world }) => {
  const engine = await startEngine()
  try {
    return await execute(modules, { folder: join(cache, 'run'), engine: engine.endpoint, world })
  } finally {
    await engine.stop()
  }
}

/** The engine that the library itself starts. */
const startEngine = async () => (await import(['single-table-orm', 'testing'].join('/'))).startEngine({ quiet: true })
const world = join(projectRoot, 'packages/orm/test/docs/world.ts')

await runAsProgram(import.meta.url, async () => {
  await bundleIfStale()
  return checkDocs({
    root: projectRoot,
    source: 'packages/orm/src',
    built: 'packages/orm/build',
    declared: 'packages/orm/dist',
    ...(existsSync(world) ? { world } : {}),
    library: 'single-table-orm',
    cache: join(projectRoot, 'node_modules/.cache/docs'),
    startEngine,
  })
})
