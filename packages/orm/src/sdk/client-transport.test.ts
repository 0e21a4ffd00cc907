import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { useFaultServer } from '../../test/support/fault-harness.ts'
import { DefinitionError } from '../errors/errors.ts'
import type { Transport } from '../transport/transport.ts'
import { createTransport } from './client-transport.ts'
import { isSdkClient } from './sdk-client.ts'

const faults = useFaultServer()

describe('createTransport', () => {
  it('gives one shared transport where no client is named', () => {
    expect(createTransport(undefined)).toBe(createTransport(undefined))
  })

  it('leaves a transport as it is, a wrapped one too', () => {
    const transport: Transport = { send: async (_operation, body) => ({ status: 200, body }) }
    expect(createTransport(transport)).toBe(transport)
    const wrapped = { send: (...args: Parameters<Transport['send']>) => transport.send(...args) }
    expect(createTransport(wrapped)).toBe(wrapped)
  })

  it('wraps an SDK client', async () => {
    const client = new DynamoDBClient({
      endpoint: faults.server.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    })
    expect(isSdkClient(client)).toBe(true)
    const transport = createTransport(client)
    const bodies = await Promise.all([transport.send('GetItem', '{"a":1}'), transport.send('GetItem', '{"a":2}')])
    expect(bodies.map(({ body }) => body)).toEqual(['{}', '{}'])
    expect(transport.close).toBeUndefined()
    client.destroy()
  })

  it.each([
    ['null', null],
    ['text', 'http://localhost:8000'],
    ['options', { endpoint: 'http://localhost:8000' }],
    ['another sender', { send: (message: unknown) => message }],
    ['a function', () => {}],
  ])('refuses %s', (_name, client) => {
    expect(() => createTransport(client)).toThrow(DefinitionError)
  })
})
