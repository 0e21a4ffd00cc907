import { expect, it } from 'vitest'
import { composeMiddleware, type Middleware, type MiddlewareRequest } from './middleware.ts'
import type { SendOptions, Transport } from './transport.ts'

const recorder = () => {
  const sent: [string, string, SendOptions | undefined][] = []
  const transport: Transport = {
    send: async (operation, body, options) => {
      sent.push([operation, body, options])
      return { status: 200, body: '{}' }
    },
  }
  return { sent, transport }
}

it('is the transport itself without middleware', () => {
  const { transport } = recorder()
  expect(composeMiddleware(transport, [])).toBe(transport)
})

it('nests middleware, the first outermost, and passes everything on', async () => {
  const { sent, transport } = recorder()
  const order: string[] = []
  const named =
    (name: string): Middleware =>
    async (_operation, next) => {
      order.push(`${name} in`)
      const response = await next()
      order.push(`${name} out`)
      return response
    }
  const options = { idempotent: false, model: 'User', pattern: 'primary' }
  await composeMiddleware(transport, [named('a'), named('b')]).send('GetItem', '{"x":1}', options)
  expect(order).toEqual(['a in', 'b in', 'b out', 'a out'])
  expect(sent).toEqual([['GetItem', '{"x":1}', options]])
})

it('shows the request, with a frozen view of its body', async () => {
  const { transport } = recorder()
  let seen: MiddlewareRequest | undefined
  const spy: Middleware = (operation, next) => {
    seen = operation
    return next()
  }
  await composeMiddleware(transport, [spy]).send('Query', '{"TableName":"t","Key":{"PK":{"S":"a"}}}', { model: 'User' })
  expect(seen).toMatchObject({ name: 'Query', model: 'User', pattern: undefined })
  expect(seen?.input).toEqual({ TableName: 't', Key: { PK: { S: 'a' } } })
  expect(seen?.input).toBe(seen?.input)
  const key = seen?.input['Key'] as { PK: object } | undefined
  expect(key && Object.isFrozen(key.PK)).toBe(true)
})

it('lets middleware veto, answer by itself, or send twice', async () => {
  const { sent, transport } = recorder()
  const veto: Middleware = async () => {
    throw new Error('no')
  }
  await expect(composeMiddleware(transport, [veto]).send('GetItem', '{}')).rejects.toThrow('no')
  const cached: Middleware = async () => ({ status: 200, body: '{"cached":true}' })
  expect((await composeMiddleware(transport, [cached]).send('GetItem', '{}')).body).toBe('{"cached":true}')
  expect(sent).toHaveLength(0)
  const twice: Middleware = async (_operation, next) => {
    await next()
    return await next()
  }
  await composeMiddleware(transport, [twice]).send('GetItem', '{}')
  expect(sent).toHaveLength(2)
})
