/** Looks for an endpoint that is running already: option, then environment. One that is named must answer. */
import type { EngineOptions } from './engine.ts'
import type { EngineKind } from './engine-kind.ts'
import { setting } from './find-file.ts'
import { engineUnavailable, type Surroundings } from './launch.ts'
import { probe } from './probe.ts'

export interface FoundEndpoint {
  readonly endpoint: string
  readonly version: string
  /** The engine it turned out to be; `'endpoint'` where it did not tell. */
  readonly identified: EngineKind
}

const TIMEOUT = 5000

/** @throws {RequestError} `engine.unavailable` if an endpoint is named and no DynamoDB answers there */
export const findEndpoint = async (
  options: EngineOptions,
  { env }: Surroundings,
): Promise<FoundEndpoint | undefined> => {
  if (options.endpoint === false) return undefined
  const places = [
    { place: 'option endpoint', endpoint: options.endpoint },
    { place: 'STORM_ENDPOINT', endpoint: setting(env, 'STORM_ENDPOINT') },
    { place: 'AWS_ENDPOINT_URL_DYNAMODB', endpoint: setting(env, 'AWS_ENDPOINT_URL_DYNAMODB') },
  ]
  for (const { place, endpoint } of places) {
    if (endpoint === undefined) continue
    const answer = isAddress(endpoint)
      ? await probe(endpoint, options.startTimeout ?? TIMEOUT)
      : 'this is not an http or https address'
    if (typeof answer === 'object') return { endpoint, version: answer.version, identified: answer.kind }
    throw engineUnavailable('No DynamoDB answers at the endpoint.', {
      tried: [{ place: `${place} ${endpoint}`, reason: answer }],
      hint: 'Start what should listen there, or do not name an endpoint.',
    })
  }
  return undefined
}

const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:/i.test(text)
