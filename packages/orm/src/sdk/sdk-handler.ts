/**
 * The SDK's own handler for one operation, with our two steps in it. Resolving the SDK's middleware takes longer than
 * everything we do for a request, so the handler is kept until the client's middleware changes.
 */
import { RequestError } from '../errors/errors.ts'
import { addSteps, namesOf } from './sdk-call.ts'
import type { DynamoDBClientLike, SdkArguments, SdkCommand, SdkResult, SdkStack } from './sdk-client.ts'
import { stateOf } from './stack-state.ts'

/** Sends a command's input down the SDK's stack. */
export type SdkHandler = (args: SdkArguments) => Promise<SdkResult>

type CommandClass = new (input: { TableName: string }) => SdkCommand
/** The module `@aws-sdk/client-dynamodb`, by the names of its exports. */
export type SdkModule = Readonly<Record<string, unknown>>

interface KnownHandler {
  readonly handler: SdkHandler
  /** The client's middleware when the handler was made. */
  readonly stack: SdkStack
  readonly state: number | string
}

/** Finds handlers for one client. */
export interface HandlerSource {
  /** @throws {RequestError} `request.configuration` if the installed SDK has no such operation */
  handlerOf(operation: string, signal: AbortSignal | undefined): SdkHandler
}

/** @param sdk the module that holds the command classes */
export const createHandlerSource = (client: DynamoDBClientLike, sdk: SdkModule): HandlerSource => {
  const known = new Map<string, KnownHandler>()
  const resolve = (stack: SdkStack, operation: string, signal?: AbortSignal): SdkHandler => {
    const Command = commandOf(sdk, operation)
    const command = new Command({ TableName: '' })
    addSteps(command)
    const context: { current?: Record<string, unknown> } = {}
    command.middlewareStack.addRelativeTo(
      (next, own) => {
        context.current = own
        // The SDK's own, which walk whole schemas, run even where nobody logs. Names are no secret; the output is empty.
        own['inputFilterSensitiveLog'] = namesOf
        own['outputFilterSensitiveLog'] = (output: unknown) => output
        return next
      },
      { name: 'singleTableOrmContext', relation: 'after', toMiddleware: 'serializerMiddleware', override: true },
    )
    const handler = resolveHandler(() =>
      command.resolveMiddleware(stack, client.config, signal && { abortSignal: signal }),
    )
    const userAgent = context.current?.['userAgent']
    return (args) => {
      // Some retry strategies lengthen this list at every call.
      if (context.current) context.current['userAgent'] = userAgent
      return handler(args)
    }
  }
  return {
    handlerOf(operation, signal) {
      const stack = client.middlewareStack as SdkStack
      if (signal) return resolve(stack, operation, signal)
      const state = stateOf(stack)
      const found = known.get(operation)
      if (found?.stack === stack && found.state === state) return found.handler
      const handler = resolve(stack, operation)
      known.set(operation, { handler, stack, state })
      return handler
    },
  }
}

/** A client and a command of different copies of the SDK may lack each other's middleware. */
const resolveHandler = (resolve: () => SdkHandler): SdkHandler => {
  try {
    return resolve()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new RequestError(
      'request.configuration',
      `The middleware of the table’s client does not fit together: ${message}.`,
      { cause, hint: 'Have one version of @aws-sdk/client-dynamodb only (npm ls @aws-sdk/client-dynamodb).' },
    )
  }
}

const commandOf = (sdk: SdkModule, operation: string): CommandClass => {
  const Command = sdk[`${operation}Command`]
  if (typeof Command === 'function') return Command as CommandClass
  throw new RequestError(
    'request.configuration',
    `The installed @aws-sdk/client-dynamodb has no ${operation}Command.`,
    {
      hint: 'Install a newer @aws-sdk/client-dynamodb.',
    },
  )
}
