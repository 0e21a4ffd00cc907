/** A get → its item, through the session's loader where that can serve it. */

import { candidatesFor } from '../codec/list-reader.ts'
import { readGet } from '../codec/read-answer.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { moveToCaller } from '../errors/storm-error.ts'
import type { GetOperation } from '../read/get-operation.ts'
import { sendAndRead } from './send.ts'
import type { LoadOptions, Session } from './session.ts'

/**
 * The stored item of a get; `undefined` if there is none. Projections differ from call to call, so they are not merged.
 *
 * Cost: one GetItem, or a share of a BatchGetItem.
 */
export const loadItem = async (
  session: Session,
  operation: GetOperation,
  options: LoadOptions,
): Promise<ReadItem | undefined> => {
  const { loader } = session
  if (loader === undefined || operation.input.ProjectionExpression !== undefined)
    return await sendGet(session, operation, options)
  try {
    return await loader.load(session, operation, options)
  } catch (error) {
    throw moveToCaller(error)
  }
}

/** The item of one GetItem. */
export const sendGet = async (
  session: Session,
  operation: GetOperation,
  { models, ...options }: LoadOptions,
): Promise<ReadItem | undefined> => {
  const candidates = operation.input.ProjectionExpression === undefined ? candidatesFor(models) : undefined
  const answer = await sendAndRead(session, operation, { read: (text) => readGet(text, candidates), ...options })
  return answer.Item
}
