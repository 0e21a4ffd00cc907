/** One operation → one transport call → parsed output. The only place where request objects become text. */
import type { AnswerText } from '../codec/read-answer.ts'
import { RequestError } from '../errors/errors.ts'
import { assertVariablesSize } from '../expression/expression-size.ts'
import { isAlone } from '../transport/open-http-transport.ts'
import { bytesOf, releaseBytes } from '../transport/response.ts'
import type { SendOptions, TransportResponse } from '../transport/transport.ts'
import { MAX_VARIABLE_BYTES } from '../wire/limits.ts'
import { printRequest } from '../wire/print-request.ts'
import type { ExpressionInput, Operation } from '../wire/request.ts'
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
export const send = async <Output>(session: Session, operation: Operation, options?: SendOptions): Promise<Output> =>
  sendAndRead(session, operation, { read: parse<Output>, ...options })

/** How the text of an answer is read. */
export interface ReadOptions<Output> extends SendOptions {
  /** @throws {SyntaxError} if the text is not JSON */
  read(answer: AnswerText): Output
}

/** The same, with the answer read by a function. */
export const sendAndRead = async <Output>(
  session: Session,
  operation: Operation,
  options: ReadOptions<Output>,
): Promise<Output> => {
  const { text, toError, release, uncertain } = await sendForAnswer(session, operation, options)
  let output: Output
  try {
    output = options.read(text)
  } catch (error) {
    throw toError(error)
  }
  release()
  return uncertain ? { ...output, uncertain } : output
}

/** An answer that is not read yet. */
export interface Answer extends Pick<TransportResponse, 'uncertain'> {
  readonly text: AnswerText
  /** What to throw where reading it fails: `request.corrupt` in place of a SyntaxError. */
  toError(error: unknown): unknown
  /** To be called when all is read. */
  release(): void
}

/** Sends an operation and gives its answer. */
export const sendForAnswer = async (session: Session, operation: Operation, options: SendOptions): Promise<Answer> => {
  const { name, input } = operation
  const text = printRequest(input)
  if (text.length * MOST_BYTES > MAX_VARIABLE_BYTES) for (const one of partsOf(input)) assertVariablesSize(one)
  const { transport } = session
  const alone = isAlone(transport)
  const response = await transport.send(name, text, options)
  const { requestId, uncertain } = response
  const release = () => {
    if (alone) releaseBytes(response)
  }
  return { text: textOf(response), toError: toCorrupt(name, requestId), release, uncertain }
}

const toCorrupt = (name: string, requestId: string | undefined) => (cause: unknown) =>
  cause instanceof SyntaxError
    ? new RequestError('request.corrupt', `The answer to ${name} is not JSON.`, { cause, requestId })
    : cause

/** Most bytes of UTF-8 that a character of a text takes. */
const MOST_BYTES = 3

/** What has expressions of its own: the request, or each operation of a transaction. */
const partsOf = (input: Operation['input']): ExpressionInput[] =>
  'TransactItems' in input
    ? input.TransactItems.flatMap((operation) => Object.values(operation))
    : [input as ExpressionInput]

const textOf = (response: TransportResponse): AnswerText => new ResponseText(response)

/** Of a class, as objects that get a getter of their own each get a hidden class, too, and are kept by it for long. */
class ResponseText implements AnswerText {
  readonly bytes: AnswerText['bytes']
  readonly #response: TransportResponse

  constructor(response: TransportResponse) {
    this.bytes = bytesOf(response)
    this.#response = response
  }

  get body(): string {
    return this.#response.body
  }
}

const parse = <Output>({ body }: AnswerText): Output => JSON.parse(body) as Output

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
