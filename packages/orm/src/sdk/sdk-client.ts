/** What the library needs of a user's `DynamoDBClient`, by structure, so that any version of the SDK fits. No import of it. */

/** A middleware of the SDK, as far as ours reads and writes it. */
export type SdkMiddleware = (
  next: (args: SdkArguments) => Promise<SdkResult>,
  context: Record<string, unknown>,
) => (args: SdkArguments) => Promise<SdkResult>

/** What passes down the SDK's middleware stack. */
export interface SdkArguments {
  input: object
  request?: { body?: unknown; headers: Record<string, string> }
}

/** What comes back up. */
export interface SdkResult {
  response: { statusCode: number; headers: Record<string, string>; body?: unknown }
  output?: { $metadata?: { requestId?: string; attempts?: number } }
}

/** The public part of a middleware stack. */
export interface SdkStack {
  identify(): string[]
  addRelativeTo(
    middleware: SdkMiddleware,
    options: { name: string; relation: 'before' | 'after'; toMiddleware: string; override: boolean },
  ): void
}

/** A command with its own stack. */
export interface SdkCommand {
  readonly middlewareStack: SdkStack
  resolveMiddleware(
    stack: SdkStack,
    config: unknown,
    options?: { abortSignal: AbortSignal },
  ): (args: SdkArguments) => Promise<SdkResult>
}

/** Structure of the SDK's `DynamoDBClient`; its `DynamoDBDocumentClient` has it too. */
export interface DynamoDBClientLike {
  readonly config: object
  readonly middlewareStack: object
  send(...args: never[]): unknown
}

/** Whether a value is a client of the AWS SDK v3. */
export const isSdkClient = (value: unknown): value is DynamoDBClientLike => {
  if (typeof value !== 'object' || value === null) return false
  const { config, middlewareStack, send } = value as Partial<Record<keyof DynamoDBClientLike, unknown>>
  return (
    typeof send === 'function' &&
    typeof config === 'object' &&
    config !== null &&
    typeof (middlewareStack as Partial<SdkStack> | undefined)?.identify === 'function'
  )
}
