/**
 * Type tests of the built package, as a consumer sees it: every declaration file that an entry point reaches is checked
 * with TypeScript 5.9, 6 and 7. Compiled, never run.
 */
import type * as orm from 'single-table-orm'

export type EntryPoints = typeof orm
