/**
 * `packages/orm/build` (what the compiler emits, a file a module) → `packages/orm/dist` (what is published, a few files).
 *
 * Node takes about a quarter of a millisecond for every file of an import, so that one file a module would cost a cold
 * start four times what the code costs. Names are kept, so that stacks stay readable; comments are in the types.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { declareFunctions } from './declare-functions.mjs'
import { projectRoot } from './sources.mjs'

const orm = join(projectRoot, 'packages/orm')

/**
 * Bundles every entry point of the package; what several of them load, and what is imported when it is needed, are files of
 * their own.
 *
 * @param {{ from: string, to: string }} folders
 */
export const bundle = async ({ from, to }) => {
  const { exports } = JSON.parse(readFileSync(join(orm, 'package.json'), 'utf8'))
  const entries = Object.values(exports).flatMap((target) =>
    typeof target === 'object' ? [target.default.replace('./dist/', '')] : [],
  )
  const build = await rolldown({
    input: Object.fromEntries(entries.map((file) => [file.replace(/\.js$/, ''), join(from, file)])),
    platform: 'node',
    plugins: [declareFunctions, escapeText],
    external: (id) => !/^[./]/.test(id),
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(message)
    },
  })
  const { output } = await build.write({
    dir: to,
    format: 'esm',
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        { debugName: 'core', name: groupOf(join(from, 'index.js'), 'core'), priority: 2 },
        { debugName: 'writes', name: groupOf(join(from, 'execute/write-code.js'), 'writes'), priority: 1 },
      ],
    },
    comments: { legal: false, annotation: true, jsdoc: false },
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
  })
  await build.close()
  const written = new Set(output.map(({ fileName }) => fileName))
  for (const file of scriptsIn(to)) if (!written.has(file)) rmSync(join(to, file))
}

/** A text of ASCII alone is half as large for V8, and read faster; what is not stands in texts, where it can be escaped. */
const escapeText = {
  name: 'escape-text',
  generateBundle: (/** @type {unknown} */ _, /** @type {import('rolldown').OutputBundle} */ files) => {
    for (const file of Object.values(files))
      if (file.type === 'chunk')
        file.code = file.code.replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
  },
}

/**
 * All that a module imports at once is one file, whatever else imports parts of it, so that a first use reads no more.
 *
 * @param {string} entry
 * @param {string} name of the file
 * @returns {(id: string, graph: { getModuleInfo(id: string): { importedIds: readonly string[] } | null }) => string | null}
 */
const groupOf = (entry, name) => {
  const found = new Set([entry])
  let known = false
  return (id, graph) => {
    if (!known) for (const one of found) for (const next of graph.getModuleInfo(one)?.importedIds ?? []) found.add(next)
    known = true
    return found.has(id) && id !== entry ? name : null
  }
}

/** Bundles the package if the compiler has emitted something since it was; what checks the built package does so first. */
export const bundleIfStale = async () => {
  const [from, to] = [join(orm, 'build'), join(orm, 'dist')]
  if (!existsSync(from)) return
  const bundled = Math.max(0, ...scriptsIn(to).map((file) => statSync(join(to, file)).mtimeMs))
  if (scriptsIn(from).some((file) => statSync(join(from, file)).mtimeMs > bundled)) await bundle({ from, to })
}

/** Vitest's global setup: some tests run built programs. */
export const setup = bundleIfStale

/** @param {string} folder */
const scriptsIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'))

if (process.argv[1] === import.meta.filename) {
  const [from = join(orm, 'build'), to = join(orm, 'dist')] = process.argv.slice(2)
  await bundle({ from, to })
}
