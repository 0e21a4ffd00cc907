/** The sections of the comparison, in the order of the report. */
import { measureCpu } from './sections/cpu.mjs'

/** @typedef {{ title: string, about: string, measure: import('./run.mjs').Section }} SectionEntry */

/** @type {Record<string, SectionEntry>} */
export const sections = {
  cpu: {
    title: 'CPU per request, without a socket',
    about: `Everything from the call to its result, answered by a canned response behind the SDK's request handler, or
behind our connection. Microseconds of CPU (all threads) for one request; in brackets, relative to DynamoDBDocumentClient.`,
    measure: measureCpu,
  },
}
