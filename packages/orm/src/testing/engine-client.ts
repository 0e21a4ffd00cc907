/** The transport of an engine, which says so when the engine is dead, and the environment that leads others there. */
import { setTimeout as pause } from 'node:timers/promises'
import { StormError } from '../errors/storm-error.ts'
import type { Credentials } from '../transport/credentials.ts'
import type { Transport } from '../transport/transport.ts'
import type { EngineOptions } from './engine.ts'
import { setting } from './find-file.ts'
import { engineUnavailable, type Surroundings } from './launch.ts'
import type { WatchedProcess } from './watchdog.ts'

/** How requests reach the engine. */
export interface Connection {
  readonly endpoint: string
  readonly region: string
  /** Absent: the transport looks for them as for AWS. */
  readonly credentials?: Credentials
}

const madeUp: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

/** Made-up keys for everything that cannot be AWS: a started engine, or a plain http endpoint. */
export const connectionTo = (endpoint: string, options: EngineOptions, env: Surroundings['env']): Connection => {
  const region = options.region ?? setting(env, 'AWS_REGION') ?? setting(env, 'AWS_DEFAULT_REGION') ?? 'us-east-1'
  const isLocal = /^http:/i.test(endpoint) && setting(env, 'AWS_ACCESS_KEY_ID') === undefined
  const credentials = options.credentials ?? (isLocal ? madeUp : undefined)
  return { endpoint, region, ...(credentials ? { credentials } : {}) }
}

/** Variables that the AWS SDKs, the AWS CLI and this library understand. */
export const environmentOf = ({ endpoint, region, credentials }: Connection): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_REGION: region,
  ...(credentials && {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  }),
})

/** The exit of a process may be told a moment after its connections broke. */
const DEATH_NOTICE = 100

/** Sends through `transport`, and gives the engine's last lines instead of a bare network error once it is dead. */
export const engineClient = (transport: Transport, name: string, engine: WatchedProcess): Transport => {
  const unavailable = (cause?: unknown) =>
    engineUnavailable(`${name} is not running any more (${engine.ending}).`, {
      output: engine.output(),
      cause,
      hint: 'Start another one; if you did not stop it, its last lines may tell why it ended.',
    })
  return {
    async send(operation, body, options) {
      if (engine.ending !== undefined) throw unavailable()
      try {
        return await transport.send(operation, body, options)
      } catch (error) {
        if (error instanceof StormError && error.code === 'request.network')
          await Promise.race([engine.gone, pause(DEATH_NOTICE, undefined, { ref: false })])
        throw engine.ending === undefined ? error : unavailable(error)
      }
    },
    close: () => transport.close?.(),
  }
}
