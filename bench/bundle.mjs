/** Each library's program through esbuild, as it would be deployed. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
/** A program without the AWS SDK leaves out the peers that it does not have. */
const sdk = ['@aws-sdk/*', '@smithy/*', '@aws/*', '@aws-crypto/*']

/**
 * Bundles `libraries/<id>.mjs`, minified and tree-shaken.
 *
 * @param {string} id
 * @param {boolean} withSdk
 */
export const bundle = async (id, withSdk) => {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-bundle-'))
  const { metafile } = await build({
    entryPoints: [join(here, 'libraries', `${id}.mjs`)],
    ...{ bundle: true, minify: true, treeShaking: true, splitting: true, metafile: true, outdir },
    ...{ format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', absWorkingDir: here },
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    external: withSdk ? [] : sdk,
    // Packages in CommonJS inside a module ask for this.
    banner: { js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);" },
  })
  const paths = Object.keys(metafile.outputs)
  const entry = paths.find((path) => metafile.outputs[path]?.entryPoint === `libraries/${id}.mjs`)
  if (entry === undefined) throw new Error(`esbuild gave no entry for ${id}.`)
  return {
    file: join(here, entry),
    folder: outdir,
    /** Bytes of gzip of what is loaded at start, and of all. */
    atStart: gzipped([...staticPart(metafile.outputs, entry)]),
    all: gzipped(paths),
  }
}

/** The outputs that are loaded with one, itself included. */
const staticPart = (/** @type {import('esbuild').Metafile['outputs']} */ outputs, /** @type {string} */ entry) => {
  const found = new Set([entry])
  for (const path of found)
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && outputs[next]) found.add(next)
  return found
}

const gzipped = (/** @type {readonly string[]} */ paths) =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(here, path)), { level: 9 }).length, 0)
