/** What a call runs with: table name, transport, actor. Resolved anew at every call, so that `table.with` can override. */
import type { ReadItem } from '../codec/read-item.ts'
import type { GetOperation } from '../read/get-operation.ts'
import type { ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { SendOptions, Transport } from '../transport/transport.ts'

/** The surroundings of one call. */
export interface Session {
  readonly table: RegisteredTable
  readonly tableName: string
  readonly transport: Transport
  /** What the transport was made of: two tables with the same one can share a request. */
  readonly client?: unknown
  readonly cursorSecret: string | undefined
  /** Who acts, for history. */
  readonly actor: string | undefined
  /** Tries of a write after the first one, where others are in its way. */
  readonly retries?: number | undefined
  /** Merges gets of one tick; `undefined`: every get is a request of its own. */
  readonly loader?: ItemLoader | undefined
}

/** What a caller says about a get. */
export interface LoadOptions extends SendOptions {
  /** Models whose items are expected. */
  readonly models: readonly ModelSpec[]
}

/** Reads whole items by table key, several by one request. */
export interface ItemLoader {
  /** The item of a get without a projection; `undefined` where there is none. */
  load(session: Session, operation: GetOperation, options: LoadOptions): Promise<ReadItem | undefined>
}

/** Gives the surroundings of a call that happens now. */
export interface SessionSource {
  /** @throws {DefinitionError} `table.name` if no name is known */
  current(): Session
}
