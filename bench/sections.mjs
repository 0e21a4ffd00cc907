/** The sections of the comparison, in the order of the report. */
import { measureBundleSize } from './sections/bundle-size.mjs'
import { measureColdStart } from './sections/cold-start.mjs'
import { measureCpu } from './sections/cpu.mjs'
import { measureGrowth } from './sections/growth.mjs'
import { measureLoad } from './sections/load.mjs'
import { measureScan } from './sections/scan.mjs'
import { measureTransport } from './sections/transport.mjs'
import { measureTypeCheck } from './sections/type-check.mjs'

/** @typedef {{ title: string, about: string, measure: import('./run.mjs').Section, apart?: boolean }} SectionEntry `apart`: only when asked for */

/** @type {Record<string, SectionEntry>} */
export const sections = {
  cpu: {
    title: 'CPU per request, without a socket',
    about: `Everything from the call to its result, answered by a canned response behind the SDK's request handler, or
behind our connection. Microseconds of CPU (all threads) for one request; in brackets, relative to DynamoDBDocumentClient.`,
    measure: measureCpu,
  },
  transport: {
    title: 'Transports alone',
    about: `One GetItem as text, its answer as text: microseconds of CPU. Without a socket, our signing, checks and bookkeeping
beside those of the AWS SDK for the same request; with one, the whole exchange with a server in the same process (its part
is in the number), beside a bare \`node:http\` client that neither signs nor checks.`,
    measure: measureTransport,
  },
  load: {
    title: 'End to end',
    about: `Requests to the engine on the same machine, one at a time and 32 in flight: microseconds of the client's CPU per
operation, and operations per second. At 32 in flight the engine is the limit, so look at the CPU. Gets that
single-table-orm would have merged into batches are sent one by one here.`,
    measure: measureLoad,
  },
  scan: {
    title: 'Scan',
    about: `A whole table, in four segments where the library has them (dynamodb-entity-store has none), in a fresh
process: microseconds of CPU per item, the process's peak memory, and items per second.`,
    measure: measureScan,
  },
  cold: {
    title: 'Cold start',
    about: 'Milliseconds from the import of the library to its model and client, in a fresh process.',
    measure: measureColdStart,
  },
  size: {
    title: 'Bundle size',
    about: `Kilobytes of the program of this comparison (put, get, update, query, scan of one model): minified, tree-shaken
and compressed with gzip; what is loaded at start, and with everything that it may import later.`,
    measure: measureBundleSize,
  },
  types: {
    title: 'Type checking',
    about: `What each further entity of twelve attributes, with a put and three queries, adds to a compilation with
TypeScript 5.9: type instantiations, the same on every machine.`,
    measure: measureTypeCheck,
  },
  growth: {
    title: 'Growth',
    about: `Bulk writes and scans (four segments) of single-table-orm over more and more items, each in a fresh process:
microseconds of CPU per item and the process's peak memory. What the first items cost is mostly the start of the process.
Written by \`npm run bench:growth\`.`,
    measure: measureGrowth,
    apart: true,
  },
}
