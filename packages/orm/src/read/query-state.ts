/** What a lazy read was asked for so far: immutable data, copied by every builder call; `plan.ts` turns it into requests. */
import type { ModelSpec } from '../schema/model-spec.ts'

/** Field values by name, as callers give them. */
export type GivenValues = Readonly<Record<string, unknown>>

/** A filter as it was given; a negated one came from `exclude`. */
export interface FilterState {
  readonly filter: unknown
  readonly negated: boolean
}

interface Bounds {
  readonly any:
    | {
        /** Most requests. */
        readonly requests: number
        /** Read units after which no further request is sent; the last one may pass it. */
        readonly capacity?: number | undefined
      }
    | { readonly requests?: number | undefined; readonly capacity: number }
}

/** What a read may cost before it stops. A member, so that a message shows what it is. */
export type Budget = Bounds['any']

/** How far a scan is. Everything that is counted was handed out, or left out by filters. */
export interface ScanProgress {
  readonly segments: number
  /** Segments that are read to their end. */
  readonly done: number
  readonly requests: number
  /** Items read. */
  readonly scanned: number
  /** Results among them. */
  readonly found: number
  /** Cursor that goes on from here, in every segment; `undefined` at the end. */
  readonly next: string | undefined
}

/** How to scan. */
export interface ScanOptions {
  /** Parts of the table that are read side by side, 1 to 1,000,000. Default: one. */
  readonly segments?: number | undefined
  /** Name of an index to scan in place of the table; one that is sparse holds fewer items. */
  readonly index?: string | undefined
  /** Called after every page that was handed out. */
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined
}

/** Options that every kind of read has. */
export interface ReadOptions {
  /** Most results; `undefined`: all. */
  readonly limit: number | undefined
  /** Most items that one request reads. */
  readonly pageSize: number | undefined
  readonly reverse: boolean
  readonly consistent: boolean
  /** A cursor, or an object with the field values of the item to go on after. */
  readonly start: string | GivenValues | undefined
  readonly signal: AbortSignal | undefined
  readonly budget?: Budget | undefined
}

/** How key fields choose items: by a pattern that the planner finds, by a named one, or not at all. */
export type Access =
  | { readonly kind: 'using'; readonly part: GivenValues }
  | { readonly kind: 'by'; readonly part: GivenValues; readonly pattern: string }
  | ({ readonly kind: 'scan' } & ScanOptions)

/** A read of one model's items. */
export interface QueryState extends ReadOptions {
  readonly spec: ModelSpec
  readonly access: Access
  readonly filters: readonly FilterState[]
  /** Functions over results, run here. */
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Fields to read; `undefined`: all. */
  readonly only: readonly string[] | undefined
  /** What a result is: an instance of the class, or a plain object of field values. */
  readonly mode: 'instances' | 'values'
  /** Whether items of an index that holds a part of them are read whole, by batch get. */
  readonly hydrate: boolean
  /**
   * Whether an index that holds a part of the items must be told what to give. Else it gives what it holds, which is what
   * the types say where the pattern was known from the beginning.
   */
  readonly explicit?: boolean | undefined
}

/** A read of every item of a table, whatever its model. */
export interface TableScanState extends ReadOptions, ScanOptions {
  /** Models whose items are asked for; `undefined`: all. */
  readonly models?: readonly ModelSpec[] | undefined
  readonly predicates: readonly ((result: never) => unknown)[]
  readonly hydrate: boolean
}

/** Nothing said. */
export const noOptions: ReadOptions = Object.freeze({
  limit: undefined,
  pageSize: undefined,
  reverse: false,
  consistent: false,
  start: undefined,
  signal: undefined,
})

/** The state of a query that nothing was added to yet. All members are there, so that a changed copy is of the same shape. */
export const queryState = (spec: ModelSpec, access: Access): QueryState =>
  Object.freeze({
    ...{ spec, access, mode: 'instances' as const, only: undefined, hydrate: false, explicit: undefined },
    ...{ filters: Object.freeze([]), predicates: Object.freeze([]), budget: undefined },
    // Last: what is added behind a spread makes a new hidden class each time.
    ...noOptions,
  })
