/** What an engine is to its user: the options that choose one, and the running engine itself. */
/// <reference lib="esnext.disposable" preserve="true" />
import type { Credentials } from '../transport/credentials.ts'
import type { Transport } from '../transport/transport.ts'
import type { EngineCapabilities } from './capabilities.ts'
import type { EngineKind, EngineName } from './engine-kind.ts'

/** An engine of the user: a program that serves the DynamoDB API on 127.0.0.1. */
export interface EngineCommand {
  readonly command: string
  /** `{port}` in an argument is replaced by the chosen port. The environment variable `PORT` holds it too. */
  readonly args?: readonly string[] | undefined
  /**
   * Text that the program prints once it listens. Without it, whatever answers on the port is taken for the program as
   * long as that is alive; with it, another process that took the port first is never mistaken for it.
   */
  readonly ready?: string | RegExp | undefined
}

export interface EngineOptions {
  /**
   * A running endpoint: nothing is started. Default: env `STORM_ENDPOINT`, then `AWS_ENDPOINT_URL_DYNAMODB`. `false`
   * ignores both.
   */
  readonly endpoint?: string | false | undefined
  /** Exactly this engine, or an error. Default: the first one that is installed. An endpoint goes before it. */
  readonly engine?: EngineName | EngineCommand | undefined
  /** Default: a free port, and another one if that is taken in between. With a port given there is no second try. */
  readonly port?: number | undefined
  /** Default: env `AWS_REGION`, `AWS_DEFAULT_REGION`, then `us-east-1`. */
  readonly region?: string | undefined
  /** Default: those of the environment for an endpoint, otherwise made-up ones. */
  readonly credentials?: Credentials | undefined
  /** Prints nothing to stderr. Default: env `STORM_QUIET`. */
  readonly quiet?: boolean | undefined
  /** Milliseconds until a started engine, or an endpoint, must have answered. Default: 30 000. */
  readonly startTimeout?: number | undefined
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Folder that packages and DynamoDB Local are looked for from. Default: the working directory. */
  readonly cwd?: string | undefined
}

/** A running engine. `await using engine = await startEngine()` stops it at the end of the block. */
export interface Engine extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string
  /** Sends requests to the engine; give it to a `Table`. */
  readonly client: Transport
  readonly kind: EngineKind
  /** As the engine tells it; `'unknown'` where it does not. */
  readonly version: string
  /** What the engine cannot do, so that a test can be skipped with a reason. */
  readonly capabilities: EngineCapabilities
  /** Process id of the engine; `undefined` for an endpoint. */
  readonly pid: number | undefined
  /** Environment variables that lead a program of another process (the AWS SDKs, the AWS CLI) to this engine. */
  readonly environment: Readonly<Record<string, string>>
  /** The last lines that the engine itself printed. */
  output(): string
  /** Kills the engine and all it started, and waits until they are gone. An endpoint is left alone. */
  stop(): Promise<void>
}
