/** Options of the http transport. */
import type { Credentials } from './credentials.ts'

/** Options of the http transport; what is left out comes from the environment, as the AWS SDK resolves it. */
export interface HttpTransportOptions {
  /**
   * Address of the service, such as `http://localhost:8000`. Default: `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`,
   * the shared config file, AWS's address for the region.
   */
  readonly endpoint?: string | undefined
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared config file; `us-east-1` for a custom endpoint. */
  readonly region?: string | undefined
  /**
   * Keys, or a function that gives them; it is called again five minutes before `expiration`. Default: the environment's
   * keys, dummy keys for an endpoint on this machine, else AWS's provider chain (`@aws-sdk/credential-provider-node`).
   */
  readonly credentials?: Credentials | (() => Promise<Credentials>) | undefined
  /**
   * AWS's endpoint whose cryptography meets FIPS 140. Default: `AWS_USE_FIPS_ENDPOINT`, the shared config file, `false`.
   */
  readonly useFipsEndpoint?: boolean | undefined
  /** AWS's endpoint that has IPv6 too. Default: `AWS_USE_DUALSTACK_ENDPOINT`, the shared config file, `false`. */
  readonly useDualstackEndpoint?: boolean | undefined
  /**
   * Requests sent for one `send` at most. Default: `AWS_MAX_ATTEMPTS`, the shared config file, 4, as the SDK's standard
   * mode has it for DynamoDB.
   */
  readonly maxAttempts?: number | undefined
  /** Milliseconds for one attempt. Default 15 000. */
  readonly attemptTimeout?: number | undefined
  /** Milliseconds for everything: waiting for a socket, attempts and pauses. Default 60 000. */
  readonly timeout?: number | undefined
  /** Connections at once; further requests wait. Default 64. */
  readonly maxSockets?: number | undefined
}
