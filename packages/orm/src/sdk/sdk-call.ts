/**
 * One request on its way through the SDK's middleware, and the two steps that carry our text past the SDK's serialisers.
 * The call travels in the command's input, under a symbol that no serialiser looks at, so that steps and handlers can be
 * shared by calls.
 */

import { isJsonObjectShaped, matchesCrc32 } from '../transport/crc32.ts'
import { provesUnsent } from '../transport/failure.ts'
import { mayHaveApplied } from '../transport/service-code.ts'
import { parseServiceAnswer } from '../transport/service-error.ts'
import { collectBytes } from './collect-bytes.ts'
import type { SdkArguments, SdkCommand, SdkMiddleware } from './sdk-client.ts'

/** One call of `send`. */
export interface SdkCall {
  readonly body: string
  readonly idempotent: boolean
  /** The last response: its status, headers and bytes. */
  status: number
  headers: Readonly<Record<string, string>>
  bytes: Buffer
  attempts: number
  /** Whether a try before the last may have been applied. */
  uncertain: boolean
  /** Whether the last one may have been. */
  doubtful: boolean
  /** Why a request that must not be repeated may not be sent again, once its outcome is unknown. */
  unknownOutcome: UnknownOutcome | undefined
}

/** Ends the SDK's retries: it has no name, code, status or cause that a retry strategy takes for passing. */
export class UnknownOutcome extends Error {
  /** What went wrong, under a name that no retry strategy looks at; `undefined` for an answer of the service. */
  readonly failure: unknown
  constructor(failure: unknown) {
    super('The outcome of a request that must not be repeated is unknown.')
    this.name = 'UnknownOutcome'
    this.failure = failure
  }
}

/** An answer that is not what the service sent. The SDK tries again, for its trait or, if it is an older one, its code. */
export class CorruptAnswer extends Error {
  readonly $retryable = { throttling: false }
  readonly code = 'ECONNRESET'
  constructor() {
    super('the answer does not match its CRC32 checksum, or is not a JSON object')
    this.name = 'CorruptAnswer'
  }
}

const CALL = Symbol('single-table-orm/call')

/** Makes the input of a command; the SDK's endpoint rules look at the table names in `names` only. */
export const inputOf = (names: object, call: SdkCall): object => ({ [CALL]: call, ...names })

/** What the user's logger gets of an input: the names. */
export const namesOf = ({ [CALL]: _call, ...names }: object & { [CALL]?: SdkCall }): object => names

const callOf = (args: SdkArguments): SdkCall => (args.input as { [CALL]: SdkCall })[CALL]

/** Adds both steps to a command's own stack. */
export const addSteps = (command: SdkCommand): void => {
  command.middlewareStack.addRelativeTo(writeBody, {
    name: 'singleTableOrmBody',
    relation: 'after',
    toMiddleware: 'serializerMiddleware',
    override: true,
  })
  command.middlewareStack.addRelativeTo(readBody, {
    name: 'singleTableOrmAnswer',
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
    override: true,
  })
}

/** Puts our text in place of what the SDK made of the input; runs before length and signature are computed. */
const writeBody: SdkMiddleware = (next) => (args) => {
  if (args.request) args.request.body = callOf(args).body
  return next(args)
}

/** The text of the last response. */
export const textOf = (call: SdkCall): string => call.bytes.toString('utf8')

const EMPTY = new Uint8Array()

/** Takes the text of an answer before the SDK's deserialiser does, once an attempt. */
const readBody: SdkMiddleware = (next) => async (args) => {
  const call = callOf(args)
  if (call.unknownOutcome) throw call.unknownOutcome
  call.attempts++
  call.status = 0
  call.uncertain ||= call.doubtful
  call.doubtful = false
  try {
    const result = await next(args)
    const { response } = result
    const bytes = await collectBytes(response.body)
    call.status = response.statusCode
    call.headers = response.headers
    call.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // The SDK makes its own exceptions, and decides on retries by them.
    response.body = response.statusCode < 300 ? EMPTY : bytes
    call.doubtful = isUnknown(call)
    if (!isSound(call.status, bytes, call.headers)) throw new CorruptAnswer()
    if (!call.idempotent && call.doubtful) {
      call.unknownOutcome = new UnknownOutcome(undefined)
      throw call.unknownOutcome
    }
    return result
  } catch (error) {
    call.doubtful ||= !provesUnsent(error)
    if (call.idempotent || error instanceof UnknownOutcome || provesUnsent(error)) throw error
    call.unknownOutcome = new UnknownOutcome(error)
    throw call.unknownOutcome
  }
}

const isSound = (status: number, bytes: Uint8Array, headers: Readonly<Record<string, string>>): boolean =>
  matchesCrc32(bytes, headers['x-amz-crc32']) && (status >= 300 || isJsonObjectShaped(bytes))

const isUnknown = (call: SdkCall): boolean => {
  if (call.status < 300) return false
  const { service } = parseServiceAnswer(call.status, textOf(call), call.headers)
  return mayHaveApplied(service, call.status)
}
