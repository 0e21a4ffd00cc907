/** From import to model in a fresh process: from `node_modules`, and bundled. */
import { rmSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { bundle } from '../bundle.mjs'
import { runChild } from '../child.mjs'
import { createSamples } from '../samples.mjs'
import { shuffled } from '../statistics.mjs'

/** @type {import('../run.mjs').Section} */
export const measureColdStart = async ({ contenders, quick }) => {
  const programs = []
  const folders = []
  for (const { id, sdk = true } of contenders) {
    const { file, folder } = await bundle(id, sdk)
    folders.push(folder)
    programs.push({ id, what: 'unbundled', url: new URL(`../libraries/${id}.mjs`, import.meta.url).href })
    programs.push({ id, what: 'bundled', url: pathToFileURL(file).href })
  }
  try {
    const samples = createSamples()
    // The first round fills the file cache.
    for (let round = 0; round < (quick ? 6 : 21); round++)
      for (const { id, what, url } of shuffled(programs)) {
        const milliseconds = await runChild('cold-child.mjs', [url])
        if (round > 0) samples.add(id, what, milliseconds)
      }
    return samples.summaries()
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}
