/** Many items by primary key, in the order of their keys. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { recogniseRead } from '../codec/recognise.ts'
import { projectFields } from '../read/project-fields.ts'
import { tableKeyId } from '../read/table-key.ts'
import { toResult } from '../read/to-result.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { type BatchGetRun, batchGet } from './batch-get.ts'
import type { Session } from './session.ts'

/** What to get and how. */
export interface ReadManyRequest extends Pick<BatchGetRun, 'consistent' | 'signal' | 'timeout' | 'onProgress'> {
  /** Field values of primary keys, checked. */
  readonly keys: readonly Values[]
  /** Fields to read; `undefined`: all. */
  readonly only?: readonly string[] | undefined
}

/**
 * One result per key, `undefined` where there is no item or it is another model's. Positions with the same key share one
 * result. All keys are checked before anything is sent.
 *
 * Cost: one BatchGetItem per 100 distinct keys; none without keys.
 *
 * @throws {KeyError} `key.missing`, `key.empty`, `key.too-long`, `key.value`, `key.ambiguous`
 * @throws {QueryError} `query.unknown-field`
 * @throws {DecodeError} `decode.type`, `decode.unrecognised`
 * @throws {Throttled} `request.throttled`
 * @throws {RequestError} `request.timeout`, `request.aborted`, and as the transport does
 */
export const readMany = async (session: Session, spec: ModelSpec, request: ReadManyRequest): Promise<unknown[]> => {
  const { keys, only, ...run } = request
  const tableKeys = keys.map((key) => encodePrimaryKey(spec, key))
  const projection = projectFields(spec, only)
  const found = await batchGet(session, tableKeys, { ...run, projection, model: spec.name, models: [spec] })
  const results = new Map<string, unknown>()
  return tableKeys.map((key) => {
    const id = tableKeyId(session.table, key)
    if (!results.has(id)) results.set(id, toResultOf(spec, found.get(id), only))
    return results.get(id)
  })
}

const toResultOf = (spec: ModelSpec, item: ReadItem | undefined, only: readonly string[] | undefined): unknown => {
  const model = item && recogniseRead(spec, item)
  return item === undefined || model === undefined ? undefined : toResult({ model, item }, { mode: 'instances', only })
}
