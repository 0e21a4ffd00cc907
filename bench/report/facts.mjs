/** What a reader must know to judge a number: machine, runtime, versions. Nothing that names a host or a folder. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { contenders } from '../libraries.mjs'

const versionOf = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version

export const factsOf = (/** @type {string} */ engine) => ({
  processor: `${cpus()[0]?.model.trim() ?? process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
  runtime: `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
  engine,
  versions: Object.fromEntries(
    ['@aws-sdk/client-dynamodb', ...contenders.map((contender) => contender.package), 'typescript', 'esbuild']
      .filter((name) => name !== undefined)
      .map((name) => [name, versionOf(name)]),
  ),
})
