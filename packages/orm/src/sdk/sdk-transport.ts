/** A transport over a user's `DynamoDBClient`: its credentials, endpoint, retries and middleware, our texts. */
import { RequestError } from '../errors/errors.ts'
import { toResponse } from '../transport/response.ts'
import type { SendOptions, Transport, TransportResponse } from '../transport/transport.ts'
import { inputOf, type SdkCall } from './sdk-call.ts'
import type { DynamoDBClientLike } from './sdk-client.ts'
import { toRequestError } from './sdk-error.ts'
import { createHandlerSource, type HandlerSource, type SdkModule } from './sdk-handler.ts'
import { tableNamesOf } from './table-names.ts'

const EMPTY = Buffer.alloc(0)

/**
 * Makes a transport over an AWS SDK v3 client. Closing it is left to the client's owner.
 *
 * Requests go through the client's middleware stack, not through `client.send`: what replaces that method does not see
 * them. Middleware that looks at `input` sees table names at most; `request.body` holds the whole request.
 *
 * Cost: the first `send` loads `@aws-sdk/client-dynamodb`, which must be the copy that made the client.
 */
export const sdkTransport = (client: DynamoDBClientLike): Transport => {
  let source: HandlerSource | undefined
  let loading: Promise<SdkModule> | undefined
  const load = async (): Promise<HandlerSource> => {
    loading ??= importSdk().finally(() => {
      loading = undefined
    })
    const sdk = await loading
    source ??= createHandlerSource(client, sdk)
    return source
  }
  return {
    send: async (operation: string, body: string, options: SendOptions = {}): Promise<TransportResponse> => {
      const { signal } = options
      const call: SdkCall = {
        body,
        idempotent: options.idempotent !== false,
        status: 0,
        headers: {},
        bytes: EMPTY,
        attempts: 0,
        uncertain: false,
        doubtful: false,
        unknownOutcome: undefined,
      }
      try {
        signal?.throwIfAborted()
        const handler = (source ?? (await load())).handlerOf(operation, signal)
        const result = handler({ input: inputOf(tableNamesOf(operation, body), call) })
        const { output } = await (signal ? untilAborted(result, signal) : result)
        const requestId = call.headers['x-amzn-requestid'] ?? output?.$metadata?.requestId
        const { status, bytes, attempts, uncertain } = call
        return toResponse({ status, requestId, attempts, uncertain }, bytes)
      } catch (error) {
        const failed = toRequestError(error, { operation, call, signal })
        throw call.uncertain ? Object.assign(failed, { uncertain: true }) : failed
      }
    },
  }
}

/** The promise's outcome, or a rejection as soon as the signal fires: older SDKs go on waiting between attempts. */
const untilAborted = <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })

const importSdk = async (): Promise<SdkModule> => {
  try {
    return (await import('@aws-sdk/client-dynamodb')) as unknown as SdkModule
  } catch (cause) {
    throw new RequestError(
      'request.configuration',
      'The table’s client is an AWS SDK client, and @aws-sdk/client-dynamodb could not be loaded.',
      { cause, hint: 'Install @aws-sdk/client-dynamodb, in the version of the client.' },
    )
  }
}
