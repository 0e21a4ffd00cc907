/** A get → its item, through the session's loader where that can serve it. */
import { moveToCaller } from '../errors/storm-error.ts'
import type { GetOperation } from '../read/get-operation.ts'
import type { SendOptions } from '../transport/transport.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { GetItemOutput } from '../wire/request.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'

/**
 * The stored item of a get; `undefined` if there is none. Projections differ from call to call, so they are not merged.
 *
 * Cost: one GetItem, or a share of a BatchGetItem.
 */
export const loadItem = async (
  session: Session,
  operation: GetOperation,
  options: SendOptions,
): Promise<Item | undefined> => {
  const { loader } = session
  if (loader === undefined || operation.input.ProjectionExpression !== undefined)
    return (await send<GetItemOutput>(session, operation, options)).Item
  try {
    return await loader.load(session, operation, options)
  } catch (error) {
    throw moveToCaller(error)
  }
}
