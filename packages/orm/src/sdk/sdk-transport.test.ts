import { inspect } from 'node:util'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasEngineBinary, startEngineProcess } from '../../test/support/engine-process.ts'
import { failureOf, useFaultServer } from '../../test/support/fault-harness.ts'
import * as fault from '../../test/support/fault-server.ts'
import { RequestError, TableNotFound, Throttled } from '../errors/errors.ts'
import { createTransport } from './client-transport.ts'
import { sdkTransport } from './sdk-transport.ts'

const faults = useFaultServer()
const clients: DynamoDBClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy()
})

const keys = { accessKeyId: 'AK', secretAccessKey: 'secret' }
const openClient = (config: DynamoDBClientConfig = {}): DynamoDBClient => {
  const client = new DynamoDBClient({
    endpoint: faults.server.endpoint,
    region: 'eu-west-1',
    credentials: keys,
    maxAttempts: 3,
    ...config,
  })
  clients.push(client)
  return client
}

describe('a request', () => {
  it('carries our text under the operation’s own name, signed by the client', async () => {
    const body = '{"TableName":"shop","Key":{"PK":{"S":"ä😀"},"N":{"N":"12345678901234567890123456789012345678"}}}'
    const answer = '{"Item":{"B":{"B":"AQI="},"N":{"N":"1e-3"}}}'
    faults.server.script(fault.answer(answer))
    const response = await sdkTransport(openClient()).send('GetItem', body)
    expect(response).toEqual({ status: 200, body: answer, requestId: 'R1', attempts: 1 })
    const [request] = faults.server.requests
    expect(request).toMatchObject({ operation: 'GetItem', body })
    expect(request?.headers['content-length']).toBe(String(Buffer.byteLength(body)))
    expect(request?.headers.authorization).toContain('Credential=AK/')
    expect(request?.headers['user-agent']).toContain('aws-sdk-js')
  })

  it.each([
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'Query',
    'Scan',
    'BatchGetItem',
    'BatchWriteItem',
    'TransactWriteItems',
    'TransactGetItems',
    'CreateTable',
    'DescribeTable',
  ])('of %s goes through', async (operation) => {
    const body = '{"TableName":"shop","RequestItems":{"shop":{"Keys":[]}},"TransactItems":[]}'
    await sdkTransport(openClient()).send(operation, body)
    expect(faults.server.requests[0]).toMatchObject({ operation, body })
  })

  it.each([
    ['GetItem', { TableName: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop' }],
    ['BatchGetItem', { RequestItems: { 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop': { Keys: [] } } }],
    ['BatchWriteItem', { RequestItems: { 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop': [] } }],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop', Item: { B: { B: 'AQI=' } } } },
        ],
      },
    ],
    [
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop', Key: {} } }] },
    ],
  ])('of %s to an ARN is shown to the SDK’s endpoint rules', async (operation, input) => {
    const seen: unknown[] = []
    const client = openClient()
    const known = client.config.endpointProvider
    client.config.endpointProvider = (parameters, context) => {
      seen.push(parameters)
      return known(parameters, context)
    }
    await sdkTransport(client).send(operation, JSON.stringify(input))
    // Older SDKs have no endpoints of an account, and no ARNs in their rules.
    if ('accountIdEndpointMode' in client.config) expect(JSON.stringify(seen)).toContain('123456789012')
    expect(seen).toHaveLength(1)
    expect(faults.server.requests[0]?.body).toBe(JSON.stringify(input))
  })

  it('does not mix up requests at the same time', async () => {
    faults.server.script(
      ...Array.from(
        { length: 20 },
        (): fault.Step => (response, request) => {
          const { id } = JSON.parse(request.body)
          setTimeout(() => fault.answer(`{"id":${id}}`)(response, request), (id * 7) % 13)
        },
      ),
    )
    const transport = sdkTransport(openClient())
    const bodies = await Promise.all(
      Array.from({ length: 20 }, async (_none, id) => (await transport.send('GetItem', `{"id":${id}}`)).body),
    )
    expect(bodies).toEqual(bodies.map((_body, id) => `{"id":${id}}`))
  })

  it('shows the client’s logger its table and nothing else', async () => {
    faults.server.script(fault.answer('{"Item":{"secret":{"S":"x"}}}'), fault.refuse('ValidationException'))
    const logged: unknown[] = []
    const log = (entry: unknown) => void logged.push(entry)
    const logger = { trace: log, debug: log, info: log, warn: log, error: log }
    const transport = sdkTransport(openClient({ logger }))
    const body = '{"TableName":"shop","Key":{"PK":{"S":"secret"}}}'
    await transport.send('GetItem', body)
    await failureOf(transport.send('GetItem', body))
    const shown = (logged as Record<string, unknown>[]).filter(({ commandName }) => commandName === 'GetItemCommand')
    expect(shown).toMatchObject([
      { output: {}, metadata: { requestId: 'R1' } },
      { error: { name: 'ValidationException' } },
    ])
    for (const { input } of shown) expect(input).toStrictEqual({ TableName: 'shop' })
    expect(
      inspect(
        logged.map((entry) => ({ ...(entry as object), error: undefined })),
        { depth: 9 },
      ),
    ).not.toContain('secret')
  })

  describe('passes middleware that the client got later', () => {
    const addTo = (stack: DynamoDBClient['middlewareStack'], value: string, override = false): void =>
      stack.add(
        (next) => (args) => {
          ;(args.request as { headers: Record<string, string> }).headers['x-later'] = value
          return next(args)
        },
        { step: 'build', name: 'later', override },
      )
    const seen = () => faults.server.requests.map(({ headers }) => headers['x-later'])

    it('added, replaced under the same name, and removed, by any of its transports', async () => {
      const client = openClient()
      const transports = [sdkTransport(client), sdkTransport(client)]
      const sendAll = async () => {
        for (const transport of transports) await transport.send('GetItem', '{}')
      }
      await sendAll()
      addTo(client.middlewareStack, 'one')
      await sendAll()
      addTo(client.middlewareStack, 'two', true)
      await sendAll()
      expect(client.middlewareStack.remove('later')).toBe(true)
      await sendAll()
      expect(seen()).toEqual([undefined, undefined, 'one', 'one', 'two', 'two', undefined, undefined])
    })

    it('by a plugin', async () => {
      const client = openClient()
      const transport = sdkTransport(client)
      await transport.send('GetItem', '{}')
      client.middlewareStack.use({
        applyToStack: (stack) => addTo(stack as typeof client.middlewareStack, 'plugged'),
      })
      await transport.send('GetItem', '{}')
      expect(client.middlewareStack.removeByTag('none')).toBe(false)
      await transport.send('GetItem', '{}')
      expect(seen()).toEqual([undefined, 'plugged', 'plugged'])
    })

    it('on a stack that cannot be watched', async () => {
      const client = openClient()
      Object.freeze(client.middlewareStack)
      const transport = sdkTransport(client)
      await transport.send('GetItem', '{}')
      addTo(client.middlewareStack, 'frozen')
      await transport.send('GetItem', '{}')
      expect(seen()).toEqual([undefined, 'frozen'])
    })

    it('with another stack', async () => {
      const client = openClient()
      const transport = sdkTransport(client)
      await transport.send('GetItem', '{}')
      const stack = client.middlewareStack.clone()
      addTo(stack, 'other')
      Object.assign(client, { middlewareStack: stack })
      await transport.send('GetItem', '{}')
      expect(seen()).toEqual([undefined, 'other'])
    })
  })
})

describe('failures', () => {
  it.each([
    ['throttling', fault.throttle({ 'x-amz-retry-after': '1' })],
    ['a fault of the service', fault.serverError()],
    ['a reset', fault.reset()],
    ['a torn answer', fault.torn()],
    ['a wrong checksum', fault.wrongCrc()],
    ['a page', fault.page(200)],
  ])('like %s are retried by the SDK', async (_name, step) => {
    faults.server.script(step, fault.answer('{"Count":1}'))
    expect(await sdkTransport(openClient()).send('Query', '{}')).toMatchObject({ body: '{"Count":1}', attempts: 2 })
  })

  it.each([
    ['a reset', fault.reset(), true],
    ['a wrong checksum', fault.wrongCrc(), true],
    ['a fault of the service', fault.serverError(), true],
    ['throttling', fault.throttle({ 'x-amz-retry-after': '1' }), undefined],
  ])('like %s tell whether an earlier try may have been applied', async (_name, step, uncertain) => {
    faults.server.script(step, fault.answer('{}'), step, fault.refuse('ConditionalCheckFailedException'))
    const transport = sdkTransport(openClient())
    expect((await transport.send('DeleteItem', '{}')).uncertain).toBe(uncertain)
    expect((await failureOf(transport.send('DeleteItem', '{}'))).uncertain).toBe(uncertain)
  })

  it.each([
    ['ProvisionedThroughputExceededException', 'request.throttled', Throttled, true],
    ['ResourceNotFoundException', 'table.not-found', TableNotFound, false],
    ['ValidationException', 'request.failed', RequestError, false],
    ['SomethingNewException', 'request.failed', RequestError, false],
  ])('of the service like %s are our errors, caused by the SDK’s', async (service, code, type, retryable) => {
    faults.server.script(fault.refuse(service))
    const error = await failureOf(sdkTransport(openClient({ maxAttempts: 1 })).send('GetItem', '{}'))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({
      code,
      service,
      status: 400,
      requestId: 'R2',
      attempts: 1,
      retryable,
      cause: { name: service },
    })
    expect(error.message).toContain(`told as ${service}`)
  })

  it('keep item and reasons as they are on the wire', async () => {
    const Item = { B: { B: 'AQI=' }, N: { N: '1.0' } }
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item }]
    faults.server.script(
      fault.refuse('ConditionalCheckFailedException', { body: { Item } }),
      fault.refuse('TransactionCanceledException', { body: { CancellationReasons } }),
    )
    const transport = sdkTransport(openClient())
    expect(await failureOf(transport.send('PutItem', '{}'))).toMatchObject({ body: { Item } })
    expect(await failureOf(transport.send('TransactWriteItems', '{}'))).toMatchObject({ body: { CancellationReasons } })
  })

  it('of the network, and of a page, are typed', async () => {
    faults.server.script(fault.reset(), fault.page(403))
    const transport = sdkTransport(openClient({ maxAttempts: 1 }))
    expect(await failureOf(transport.send('GetItem', '{}'))).toMatchObject({
      code: 'request.network',
      cause: { code: 'ECONNRESET' },
    })
    expect(await failureOf(transport.send('GetItem', '{}'))).toMatchObject({
      code: 'request.failed',
      status: 403,
      service: undefined,
    })
  })

  it('of keys and region are typed', async () => {
    const credentials = async () => {
      throw Object.assign(new Error('no role'), { name: 'CredentialsProviderError' })
    }
    expect(await failureOf(sdkTransport(openClient({ credentials })).send('GetItem', '{}'))).toMatchObject({
      code: 'request.credentials',
    })
    const region = async () => {
      throw new Error('Region is missing')
    }
    expect(await failureOf(sdkTransport(openClient({ region })).send('GetItem', '{}'))).toMatchObject({
      code: 'request.region',
    })
  })

  it('include an operation that the SDK does not know', async () => {
    expect(await failureOf(sdkTransport(openClient()).send('MakeCoffee', '{}'))).toMatchObject({
      code: 'request.configuration',
    })
  })

  it('include middleware that does not fit together, as with two copies of the SDK', async () => {
    const client = openClient()
    client.middlewareStack.addRelativeTo(<Next>(next: Next): Next => next, {
      relation: 'after',
      toMiddleware: 'elsewhere',
      name: 'lost',
    })
    const error = await failureOf(sdkTransport(client).send('GetItem', '{}'))
    expect(error).toMatchObject({ code: 'request.configuration', attempts: undefined })
    expect(error.message).toContain('elsewhere is not found')
    expect(faults.server.requests).toHaveLength(0)
  })

  it('include the client’s own time limit', async () => {
    faults.server.script(fault.silence())
    const client = openClient({ maxAttempts: 1, requestHandler: { requestTimeout: 40, throwOnRequestTimeout: true } })
    expect(await failureOf(sdkTransport(client).send('GetItem', '{}'))).toMatchObject({ code: 'request.timeout' })
  })
})

describe('a request that must not be applied twice', () => {
  const options = { idempotent: false }

  it.each([
    ['a reset', fault.reset(), 'request.network'],
    ['a torn answer', fault.torn(), 'request.network'],
    ['a fault of the service', fault.serverError(), 'request.failed'],
    ['a wrong checksum', fault.wrongCrc(), 'request.corrupt'],
  ])('is not sent again after %s, and says so', async (_name, step, code) => {
    faults.server.script(step)
    const error = await failureOf(sdkTransport(openClient()).send('UpdateItem', '{}', options))
    expect(error).toMatchObject({ code, attempts: 1, retryable: false })
    expect(error.hint).toContain('may have been applied')
    expect(faults.server.requests).toHaveLength(1)
  })

  it('is not sent again even by a retry strategy that retries everything', async () => {
    faults.server.script(fault.serverError())
    const token = { getRetryCount: () => 1, getRetryDelay: () => 0, getRetryCost: () => 1 }
    let rounds = 0
    const retryStrategy = {
      acquireInitialRetryToken: async () => token,
      refreshRetryTokenForRetry: async () => {
        if (++rounds > 3) throw new Error('enough')
        return token
      },
      recordSuccess: () => {},
    }
    await failureOf(sdkTransport(openClient({ retryStrategy })).send('UpdateItem', '{}', options))
    expect(rounds).toBeGreaterThan(3)
    expect(faults.server.requests).toHaveLength(1)
  })

  it('is sent again after throttling, and while nobody listens', async () => {
    faults.server.script(fault.refuse('TransactionInProgressException', { headers: { 'x-amz-retry-after': '1' } }))
    expect(await sdkTransport(openClient()).send('UpdateItem', '{}', options)).toMatchObject({ attempts: 2 })
    await faults.server.close()
    expect(await failureOf(sdkTransport(openClient()).send('UpdateItem', '{}', options))).toMatchObject({
      code: 'request.network',
      attempts: 3,
      retryable: true,
    })
  })
})

describe('an AbortSignal', () => {
  const reason = new Error('enough')

  it('that fired before sends nothing', async () => {
    const error = await failureOf(
      sdkTransport(openClient()).send('GetItem', '{}', { signal: AbortSignal.abort(reason) }),
    )
    expect(error).toMatchObject({ code: 'request.aborted', attempts: 0 })
    expect(error.cause).toBe(reason)
    expect(faults.server.requests).toHaveLength(0)
  })

  it.each([
    ['before the answer', fault.silence()],
    ['within the answer', fault.stalled()],
    ['in the pause', fault.refuse('InternalServerError', { status: 500, headers: { 'retry-after': '4' } })],
  ])('ends the request %s', async (_name, step) => {
    // Older SDKs do not wait as long as they are told; what they try then is not answered.
    faults.server.script(step, fault.silence())
    const controller = new AbortController()
    const attempt = sdkTransport(openClient()).send('GetItem', '{}', { signal: controller.signal })
    await faults.server.seen(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    const { length } = faults.server.requests
    controller.abort(reason)
    const error = await failureOf(attempt)
    expect(error.code).toBe('request.aborted')
    expect(error.cause).toBe(reason)
    expect(faults.server.requests).toHaveLength(length)
  })
})

describe.skipIf(!hasEngineBinary)('the embedded engine', () => {
  let engine: Awaited<ReturnType<typeof startEngineProcess>>
  beforeAll(async () => {
    engine = await startEngineProcess()
  })
  afterAll(() => engine.stop())

  it('stores and gives back items', async () => {
    const transport = createTransport(openClient({ endpoint: engine.endpoint }))
    const send = async (operation: string, input: object) =>
      JSON.parse((await transport.send(operation, JSON.stringify(input))).body)
    await send('CreateTable', {
      TableName: 'table',
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    const Item = { PK: { S: 'ä' }, B: { B: 'AQI=' }, L: { L: [{ N: '1' }, { NULL: true }] } }
    expect(await send('PutItem', { TableName: 'table', Item })).toEqual({})
    expect(await send('GetItem', { TableName: 'table', Key: { PK: { S: 'ä' } } })).toEqual({ Item })
    const condition = {
      ConditionExpression: 'attribute_not_exists(PK)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
    expect(await failureOf(send('PutItem', { TableName: 'table', Item, ...condition }))).toMatchObject({
      service: 'ConditionalCheckFailedException',
      body: { Item },
    })
    const cancelled = await failureOf(
      send('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'table', Item, ...condition } }] }),
    )
    expect(cancelled).toMatchObject({
      service: 'TransactionCanceledException',
      body: { CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item }] },
    })
  })
})
