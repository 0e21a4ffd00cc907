import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasEngineBinary, startEngineProcess } from '../../test/support/engine-process.ts'
import { failureOf, useFaultServer } from '../../test/support/fault-harness.ts'
import * as fault from '../../test/support/fault-server.ts'
import { TableNotFound } from '../errors/errors.ts'

const faults = useFaultServer()
const { open } = faults

describe('a request', () => {
  it('sends the text as it is and gives the text that comes back', async () => {
    const body = '{"Key":{"PK":{"S":"ä€😀"}}}'
    faults.server.script(fault.answer('{"Item":{"PK":{"S":"ä€😀"}}}'))
    const response = await open().send('GetItem', body)
    expect(response).toEqual({ status: 200, body: '{"Item":{"PK":{"S":"ä€😀"}}}', requestId: 'R1', attempts: 1 })
    const [request] = faults.server.requests
    expect(request).toMatchObject({ operation: 'GetItem', body })
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      host: faults.server.endpoint.slice('http://'.length),
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, /,
      ),
    })
    expect(request?.headers['accept-encoding']).toBeUndefined()
  })

  it('signs with the session token of the given keys', async () => {
    const credentials = { accessKeyId: 'AK', secretAccessKey: 's', sessionToken: 'token==' }
    await open({ credentials }).send('GetItem', '{}')
    expect(faults.server.requests[0]?.headers['x-amz-security-token']).toBe('token==')
    expect(faults.server.requests[0]?.headers.authorization).toContain('x-amz-security-token')
  })

  it('reuses connections, and opens no more than allowed', async () => {
    const transport = open({ maxSockets: 2 })
    for (let round = 0; round < 5; round++) await transport.send('GetItem', '{}')
    expect(faults.server.connections).toBe(1)
    await Promise.all(Array.from({ length: 20 }, () => transport.send('GetItem', '{}')))
    expect(faults.server.connections).toBe(2)
    expect(faults.server.requests).toHaveLength(25)
  })

  it('opens new connections after close, and lets requests under way finish', async () => {
    const transport = open()
    await transport.send('GetItem', '{}')
    faults.server.script((response, request) => void setTimeout(() => fault.answer()(response, request), 30))
    const busy = transport.send('GetItem', '{}')
    await faults.server.seen(2)
    transport.close?.()
    expect((await busy).status).toBe(200)
    await transport.send('GetItem', '{}')
    expect(faults.server.connections).toBe(2)
  })
})

describe('refusals', () => {
  it('are not retried, and carry the service’s own words', async () => {
    faults.server.script(fault.refuse('ConditionalCheckFailedException', { body: { Item: { b: { B: 'AQI=' } } } }))
    const error = await failureOf(open().send('PutItem', '{}'))
    expect(error).toMatchObject({
      code: 'request.failed',
      service: 'ConditionalCheckFailedException',
      status: 400,
      requestId: 'R2',
      attempts: 1,
      retryable: false,
      body: { Item: { b: { B: 'AQI=' } } },
    })
    expect(error.message).toContain('told as ConditionalCheckFailedException')
    expect(JSON.stringify(error)).not.toContain('AQI=')
  })

  it('of a cancelled transaction keep its reasons', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { n: { N: '1' } } }]
    faults.server.script(fault.refuse('TransactionCanceledException', { body: { CancellationReasons } }))
    const error = await failureOf(open().send('TransactWriteItems', '{}'))
    expect(error).toMatchObject({ service: 'TransactionCanceledException', attempts: 1, body: { CancellationReasons } })
  })

  it('for want of a table have their class', async () => {
    faults.server.script(fault.refuse('ResourceNotFoundException'))
    const error = await failureOf(open().send('GetItem', '{}'))
    expect(error).toBeInstanceOf(TableNotFound)
    expect(error.code).toBe('table.not-found')
  })

  it('with a body that is not JSON have the status', async () => {
    faults.server.script(fault.page(403))
    const error = await failureOf(open().send('GetItem', '{}'))
    expect(error).toMatchObject({
      code: 'request.failed',
      status: 403,
      service: undefined,
      body: undefined,
      attempts: 1,
    })
  })

  it('show the caller in the stack', async () => {
    faults.server.script(fault.refuse('ValidationException'))
    const error = await failureOf(open().send('GetItem', '{}'))
    expect(error.stack).toContain('http-transport.test.ts')
  })
})

describe.skipIf(!hasEngineBinary)('the embedded engine', () => {
  let engine: Awaited<ReturnType<typeof startEngineProcess>>
  beforeAll(async () => {
    engine = await startEngineProcess()
  })
  afterAll(() => engine.stop())

  it('stores and gives back items', async () => {
    const transport = open({ endpoint: engine.endpoint })
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
    const missing = await failureOf(send('GetItem', { TableName: 'none', Key: { PK: { S: 'a' } } }))
    expect(missing).toBeInstanceOf(TableNotFound)
    const refused = await failureOf(
      send('PutItem', {
        TableName: 'table',
        Item,
        ConditionExpression: 'attribute_not_exists(PK)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    expect(refused).toMatchObject({ service: 'ConditionalCheckFailedException', body: { Item } })
  })
})
