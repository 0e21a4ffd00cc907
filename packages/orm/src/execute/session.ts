/** What a call runs with: table name, transport, actor. Resolved anew at every call, so that `table.with` can override. */
import type { RegisteredTable } from '../schema/model-spec.ts'
import type { Transport } from '../transport/transport.ts'

/** The surroundings of one call. */
export interface Session {
  readonly table: RegisteredTable
  readonly tableName: string
  readonly transport: Transport
  readonly cursorSecret: string | undefined
  /** Who acts, for history. */
  readonly actor: string | undefined
}

/** Gives the surroundings of a call that happens now. */
export interface SessionSource {
  /** @throws {DefinitionError} `table.name` if no name is known */
  current(): Session
}
