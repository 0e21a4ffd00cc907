/**
 * The library as it is published: the bundler takes apart literals that are spread, which are written so for readers alone,
 * and cost much where they stand first. Bundled before the tests run, of what the compiler last emitted (`npm run build`).
 */
import type { openHttpTransport } from '../../src/transport/open-http-transport.ts'

const url = new URL('../../dist/index.js', import.meta.url).href

export const published: typeof import('../../src/index.ts') = await import(url)

/** With its internals open, which its public type does not show. */
export const openPublished = published.httpTransport as typeof openHttpTransport
