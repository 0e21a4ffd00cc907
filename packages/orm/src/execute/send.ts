/** One operation → one transport call → parsed output. The only place where request objects become text. */
import { RequestError } from '../errors/errors.ts'
import type { SendOptions } from '../transport/transport.ts'
import { printRequest } from '../wire/print-request.ts'
import type { Operation } from '../wire/request.ts'
import type { Session } from './session.ts'

/** A request as it would be sent: its wire JSON, frozen. `operation`, not enumerable, names the API operation. */
export type PlainRequest = Operation['input'] & { readonly operation: Operation['name'] }

/** Shows an operation as a plain, frozen request object that equals the wire JSON. */
export const toRequest = ({ name, input }: Operation): PlainRequest =>
  deepFreeze(Object.defineProperty(JSON.parse(printRequest(input)), 'operation', { value: name })) as PlainRequest

/**
 * Sends an operation and gives its output.
 *
 * @throws {RequestError} as the transport does; `request.corrupt` if the answer is not JSON
 */
export const send = async <Output>(
  session: Session,
  { name, input }: Operation,
  options?: SendOptions,
): Promise<Output> => {
  const { body, requestId, uncertain } = await session.transport.send(name, printRequest(input), options)
  try {
    const output = JSON.parse(body) as Output
    return uncertain ? { ...output, uncertain } : output
  } catch (cause) {
    throw new RequestError('request.corrupt', `The answer to ${name} is not JSON.`, { cause, requestId })
  }
}

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
