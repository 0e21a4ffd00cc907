/** What `new Table(...)` accepts. */

import type { StorageOptions } from '../schema/table-options.ts'
import type { Middleware } from '../transport/middleware.ts'

/** Options of a table. */
export interface TableOptions extends StorageOptions {
  /** Table name, or a function that is asked at every request. Default: env `STORM_TABLE`, then `DB_TABLE_NAME`. */
  readonly name?: string | (() => string)
  /** A transport, or a `DynamoDBClient` of the AWS SDK v3. Default: the library's own http transport. */
  readonly client?: unknown
  /** Key of the cursors' MAC. Without it they carry a checksum: damage is found, forgery is not. */
  readonly cursorSecret?: string
  /**
   * Whether `get` and `find` of whole items that are called in the same tick share one BatchGetItem per 100 keys.
   * Default `true`; `false`: each is a GetItem of its own, for credentials that may not call `dynamodb:BatchGetItem`.
   */
  readonly loader?: boolean
  /** How often a write is tried again where other writers are in its way, unless the call says otherwise. Default 50. */
  readonly retries?: number
  /** Functions around every request. */
  readonly middleware?: readonly Middleware[]
}

/** What `table.with` can override for everything that its function calls. */
export interface Override {
  readonly name?: string
  readonly client?: unknown
  /** Who acts. */
  readonly actor?: string
}
