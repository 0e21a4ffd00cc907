/** Checks that imports point down the rank table of `ranks.mjs`, that there are no cycles, and that leaves stay leaves. */
import { join, posix } from 'node:path'
import { importsOf } from './imports.mjs'
import { floors, importExceptions, leafExceptions, leaves, packageExceptions } from './ranks.mjs'
import { isCode, isTest, listFiles, parseFile, projectRoot, runAsProgram } from './sources.mjs'

/** @typedef {import('./ranks.mjs').Exception} Exception */
/** @typedef {import('./imports.mjs').Import & { from: string, target: string | undefined }} Edge */

/**
 * @typedef {object} Rules
 * @property {readonly import('./ranks.mjs').Floor[]} floors
 * @property {readonly string[]} leaves
 * @property {readonly Exception[]} importExceptions
 * @property {readonly Exception[]} leafExceptions
 * @property {readonly Exception[]} packageExceptions
 */

/** @type {Rules} */
export const rules = { floors, leaves, importExceptions, leafExceptions, packageExceptions }

/**
 * @param {string} [src] the folder of the sources
 * @param {Rules} [given]
 * @returns {import('./sources.mjs').Findings}
 */
export const checkLayers = (src = join(projectRoot, 'packages/orm/src'), given = rules) => {
  const all = listFiles(src, isCode)
  const files = all.filter((file) => !isTest(file))
  const edges = files.flatMap((file) => edgesOf(src, file))
  const problems = [
    ...files.flatMap((file) => folderProblems(file, given)),
    ...all.filter(isTest).flatMap((file) => testProblems(file, files)),
    ...edges.flatMap((edge) => edgeProblems(edge, new Set(all), given)),
    ...cycleProblems(files, edges),
    ...leafProblems(edges, given),
    ...unusedExceptions(src, edges, given),
  ]
  return { checked: files.length, what: 'source files', problems }
}

/**
 * @param {string} src
 * @param {string} file
 * @returns {Edge[]}
 */
const edgesOf = (src, file) =>
  importsOf(parseFile(join(src, file))).map((one) => ({
    ...one,
    from: file,
    target: one.specifier.startsWith('.') ? posix.join(posix.dirname(file), one.specifier) : undefined,
  }))

/** @param {string} file */
const folderOf = (file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')

/**
 * @param {string} folder
 * @param {Rules} given
 */
const rankOf = (folder, given) => given.floors.find((floor) => floor.folders.includes(folder))?.rank

/**
 * @param {Edge} edge
 * @param {string} to
 * @param {readonly Exception[]} exceptions
 */
const exceptionFor = ({ from }, to, exceptions) =>
  exceptions.find((one) => (from === one.from || from.startsWith(`${one.from}/`)) && to.startsWith(one.to))

/** @type {(file: string, given: Rules) => string[]} */
const folderProblems = (file, given) => {
  const folder = folderOf(file)
  if (folder === '' || rankOf(folder, given) !== undefined) return []
  return [`${file}:1: The folder '${folder}' is not in the rank table; add it to scripts/ranks.mjs.`]
}

/** @type {(file: string, files: readonly string[]) => string[]} */
const testProblems = (file, files) => {
  const folder = posix.dirname(file)
  if (files.some((other) => posix.dirname(other) === folder)) return []
  return [`${file}:1: A unit test stands beside its source, and this folder has no source.`]
}

/** @type {(edge: Edge, all: ReadonlySet<string>, given: Rules) => string[]} */
const edgeProblems = (edge, all, given) => {
  const at = `${edge.from}:${edge.line}:`
  const { target } = edge
  if (target === undefined) return packageProblems(edge, given)
  if (target.startsWith('..')) return [`${at} '${edge.specifier}' leaves the sources.`]
  if (!all.has(target)) return [`${at} '${edge.specifier}' names no file; relative imports end in .ts.`]
  if (isTest(target)) return [`${at} A source never imports a test.`]
  const [from, to] = [folderOf(edge.from), folderOf(target)]
  if (to === '') return [`${at} Nothing imports an entry file; import from where '${target}' takes it.`]
  if (from === '' || from === to || exceptionFor(edge, target, given.importExceptions)) return []
  const [fromRank, toRank] = [rankOf(from, given), rankOf(to, given)]
  if (fromRank === undefined || toRank === undefined || toRank < fromRank) return []
  return [`${at} ${from}/ (rank ${fromRank}) must not import ${to}/ (rank ${toRank}); imports point down.`]
}

/** @type {(edge: Edge, given: Rules) => string[]} */
const packageProblems = (edge, given) => {
  if (edge.specifier.startsWith('node:') || exceptionFor(edge, edge.specifier, given.packageExceptions)) return []
  const rule = edge.specifier.startsWith('@aws-sdk/')
    ? 'Only sdk/ imports the AWS SDK.'
    : 'The library has no dependencies.'
  return [`${edge.from}:${edge.line}: '${edge.specifier}' is not a listed package. ${rule}`]
}

/** Each cycle once, written from its alphabetically first file. @type {(files: readonly string[], edges: readonly Edge[]) => string[]} */
const cycleProblems = (files, edges) => {
  const next = targetsByFile(edges)
  const done = new Set()
  const problems = /** @type {string[]} */ ([])
  /** @type {(file: string, path: readonly string[]) => void} */
  const visit = (file, path) => {
    const start = path.indexOf(file)
    if (start >= 0) problems.push(`${file}:1: Files import each other: ${[...path.slice(start), file].join(' → ')}.`)
    if (start >= 0 || done.has(file)) return
    for (const target of next.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  return problems
}

/** @type {(edges: readonly Edge[]) => Map<string, string[]>} */
const targetsByFile = (edges) => {
  const next = new Map()
  for (const { from, target } of edges) {
    if (target !== undefined) next.set(from, [...(next.get(from) ?? []), target])
  }
  return next
}

/** @type {(edges: readonly Edge[], given: Rules) => string[]} */
const leafProblems = (edges, given) => {
  const problems = /** @type {string[]} */ ([])
  const reached = new Set(['index.ts'])
  for (const file of reached) {
    for (const edge of edges) {
      if (edge.from !== file || edge.kind !== 'value' || edge.target === undefined) continue
      const folder = folderOf(edge.target)
      if (given.leaves.includes(folder) && !exceptionFor(edge, edge.target, given.leafExceptions)) {
        problems.push(
          `${file}:${edge.line}: index.ts would load ${edge.target}, and ${folder}/ is a leaf; import it dynamically, or its types only.`,
        )
      } else reached.add(edge.target)
    }
  }
  return problems
}

/** An exception that nothing needs is a rule that nobody reads. @type {(src: string, edges: readonly Edge[], given: Rules) => string[]} */
const unusedExceptions = (src, edges, given) => {
  const folders = new Set(listFiles(src, isCode).flatMap((file) => [file, folderOf(file)]))
  const listed = [...given.importExceptions, ...given.leafExceptions, ...given.packageExceptions]
  return listed
    .filter((one) => folders.has(one.from) && one.from.includes('.'))
    .filter((one) => !edges.some((edge) => exceptionFor(edge, edge.target ?? edge.specifier, [one])))
    .map(
      (one) => `${one.from}:1: The exception for '${one.to}' is not needed any more; remove it from scripts/ranks.mjs.`,
    )
}

/**
 * Packages around the library use it as anyone does: their relative imports stay inside their own folder.
 *
 * @param {string} [root]
 * @returns {import('./sources.mjs').Findings}
 */
export const checkNeighbours = (root = projectRoot) => {
  const problems = /** @type {string[]} */ ([])
  let checked = 0
  for (const parent of ['packages', 'examples']) {
    for (const file of listFiles(join(root, parent), isCode)) {
      const home = file.slice(0, file.indexOf('/') + 1)
      if (home === '' || (parent === 'packages' && home === 'orm/')) continue
      checked++
      for (const { target, line, specifier } of edgesOf(join(root, parent), file)) {
        if (target === undefined || target.startsWith(home)) continue
        problems.push(`${parent}/${file}:${line}: '${specifier}' reaches into another package; import it by its name.`)
      }
    }
  }
  return { checked, what: 'files of other packages', problems }
}

await runAsProgram(import.meta.url, () => {
  const [library, others] = [checkLayers(), checkNeighbours()]
  if (library.checked === 0) library.problems.push('No sources of the library were found.')
  return {
    checked: library.checked + others.checked,
    what: 'source files',
    problems: [...library.problems, ...others.problems],
  }
})
