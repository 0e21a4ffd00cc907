/**
 * The SDK's own handler for one operation, with our two steps in it. Resolving the SDK's middleware takes longer than
 * everything we do for a request, so the handler is kept while the client's list of middleware stays the same.
 */
import { RequestError } from '../errors/errors.ts'
import { addSteps } from './sdk-call.ts'
import type { DynamoDBClientLike, SdkArguments, SdkCommand, SdkResult, SdkStack } from './sdk-client.ts'

/** Sends a command's input down the SDK's stack. */
export type SdkHandler = (args: SdkArguments) => Promise<SdkResult>

type CommandClass = new (input: { TableName: string }) => SdkCommand
/** The module `@aws-sdk/client-dynamodb`, by the names of its exports. */
export type SdkModule = Readonly<Record<string, unknown>>

interface KnownHandler {
  readonly handler: SdkHandler
  /** The client's middleware when the handler was made. */
  readonly middleware: string
}

/** Finds handlers for one client. */
export interface HandlerSource {
  /** @throws {RequestError} `request.configuration` if the installed SDK has no such operation */
  handlerOf(operation: string, signal: AbortSignal | undefined): SdkHandler
}

/** @param sdk the module that holds the command classes */
export const createHandlerSource = (client: DynamoDBClientLike, sdk: SdkModule): HandlerSource => {
  const known = new Map<string, KnownHandler>()
  const stack = client.middlewareStack as SdkStack
  const resolve = (operation: string, signal?: AbortSignal): SdkHandler => {
    const Command = commandOf(sdk, operation)
    const command = new Command({ TableName: '' })
    addSteps(command)
    const context: { current?: Record<string, unknown> } = {}
    command.middlewareStack.addRelativeTo(
      (next, own) => {
        context.current = own
        return next
      },
      { name: 'singleTableOrmContext', relation: 'after', toMiddleware: 'serializerMiddleware', override: true },
    )
    const handler = command.resolveMiddleware(stack, client.config, signal && { abortSignal: signal })
    const userAgent = context.current?.['userAgent']
    return (args) => {
      // Some retry strategies lengthen this list at every call.
      if (context.current) context.current['userAgent'] = userAgent
      return handler(args)
    }
  }
  return {
    handlerOf(operation, signal) {
      if (signal) return resolve(operation, signal)
      const middleware = stack.identify().join('\n')
      const found = known.get(operation)
      if (found?.middleware === middleware) return found.handler
      const handler = resolve(operation)
      known.set(operation, { handler, middleware })
      return handler
    },
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
