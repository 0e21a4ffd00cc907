/** One stored item by its table key, as it is on the wire. */
import { recogniseAs } from '../codec/recognise.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { GetItemOutput } from '../wire/request.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'

/** What to read. */
export interface StoredRequest {
  readonly tableKey: Item
  readonly consistent?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Name of the model that the read serves, for middleware. */
  readonly model: string
}

/** Cost: one GetItem. */
export const readStored = async (session: Session, request: StoredRequest): Promise<Item | undefined> => {
  const { tableKey, consistent = false, signal, model } = request
  const input = { TableName: session.tableName, Key: tableKey, ...(consistent && { ConsistentRead: true }) }
  return (await send<GetItemOutput>(session, { name: 'GetItem', input }, { signal, model })).Item
}

/** The item as it is, consistently; `null` if there is none, or another model's. */
export const readForWrite = async (
  session: Session,
  { spec, key, signal }: { readonly spec: ModelSpec; readonly key: Item; readonly signal?: AbortSignal | undefined },
): Promise<Item | null> => {
  const item = await readStored(session, { tableKey: key, consistent: true, signal, model: spec.name })
  return item === undefined || recogniseAs(spec, item) === undefined ? null : item
}
