/** One item by its primary key. */
import { recogniseRead } from '../codec/recognise.ts'
import { type GetTarget, toGetOperation } from '../read/get-operation.ts'
import { toResult } from '../read/to-result.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { loadItem } from './load-item.ts'
import type { Session } from './session.ts'

/** What to get and how. */
export interface GetRequest extends Omit<GetTarget, 'tableName'> {
  readonly signal?: AbortSignal | undefined
  /** Default `'instances'`; with `only` the result is a plain object anyway. */
  readonly mode?: 'instances' | 'values' | undefined
}

/**
 * The item with a primary key, as an instance or plain values; `undefined` if there is none, or if it is another model's.
 *
 * Cost: one GetItem; gets of one tick share a BatchGetItem where the session has a loader.
 *
 * @throws {KeyError} `key.missing`, `key.empty`, `key.too-long`, `key.value`, `key.ambiguous`
 * @throws {QueryError} `query.unknown-field`
 * @throws {DecodeError} `decode.type`, `decode.unrecognised`
 * @throws {RequestError} as the transport does
 */
export const getItem = async (session: Session, spec: ModelSpec, request: GetRequest): Promise<unknown> => {
  const operation = toGetOperation(spec, { tableName: session.tableName, ...request })
  const { signal, mode = 'instances', only } = request
  const item = await loadItem(session, operation, {
    signal,
    model: spec.name,
    pattern: spec.primary.name,
    models: [spec],
  })
  const model = item && recogniseRead(spec, item)
  return item === undefined || model === undefined ? undefined : toResult({ model, item }, { mode, only })
}
