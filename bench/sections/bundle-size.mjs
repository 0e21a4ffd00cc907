/** Kilobytes of a bundle, minified, tree-shaken and compressed. */
import { rmSync } from 'node:fs'
import { bundle } from '../bundle.mjs'

/** @type {import('../run.mjs').Section} */
export const measureBundleSize = async ({ contenders }) => {
  /** @type {Record<string, { all: number, atStart: number, withoutSdk: number }>} */
  const sizes = {}
  for (const { id, sdk = true } of contenders) {
    const whole = await bundle(id, sdk)
    const own = await bundle(id, false)
    for (const { folder } of [whole, own]) rmSync(folder, { recursive: true, force: true })
    sizes[id] = { all: whole.all / 1000, atStart: whole.atStart / 1000, withoutSdk: own.all / 1000 }
  }
  return sizes
}
