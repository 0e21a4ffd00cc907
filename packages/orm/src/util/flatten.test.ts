import { expect, test } from 'vitest'
import { flatten } from './flatten.ts'

const source = (batches: readonly (readonly number[])[], log: string[] = []) =>
  (async function* () {
    try {
      for (const batch of batches) {
        log.push(`batch ${batch}`)
        yield batch
      }
      log.push('end')
    } finally {
      log.push('over')
    }
  })()

const all = async <Value>(values: AsyncIterable<Value>): Promise<Value[]> => {
  const found: Value[] = []
  for await (const value of values) found.push(value)
  return found
}

test('gives all elements in order, past empty batches', async () => {
  expect(await all(flatten(source([[1, 2], [], [], [3]]), (value) => value * 10))).toEqual([10, 20, 30])
  expect(await all(flatten(source([]), (value) => value))).toEqual([])
  expect(await all(flatten(source([[], []]), (value) => value))).toEqual([])
})

test('asks for a batch only when the one before is used up, and ends its source when it is left', async () => {
  const log: string[] = []
  for await (const value of flatten(source([[1, 2], [3, 4], [5]], log), (value) => value)) {
    log.push(String(value))
    if (value === 3) break
  }
  expect(log).toEqual(['batch 1,2', '1', '2', 'batch 3,4', '3', 'over'])
})

test('answers calls in their order, also those that do not wait for one another', async () => {
  const values = flatten(source([[1, 2], [3]]), (value) => value)
  const answers = await Promise.all([values.next(), values.next(), values.next(), values.next(), values.next()])
  expect(answers.map(({ value }) => value)).toEqual([1, 2, 3, undefined, undefined])
  expect(answers.map(({ done }) => done)).toEqual([false, false, false, true, true])
})

test('passes on the error of its source, once, and is over then', async () => {
  const values = flatten(
    (async function* () {
      yield [1]
      throw new Error('torn')
    })(),
    (value: number) => value,
  )
  expect(await values.next()).toEqual({ value: 1, done: false })
  await expect(values.next()).rejects.toThrow('torn')
  expect(await values.next()).toEqual({ value: undefined, done: true })
})

test('an error of the function over elements reaches the caller', async () => {
  const values = flatten(source([[1], [2]]), (value) => {
    if (value === 2) throw new Error('no')
    return value
  })
  expect(await values.next()).toEqual({ value: 1, done: false })
  await expect(values.next()).rejects.toThrow('no')
})

test('return() ends it, and so does throw()', async () => {
  for (const end of ['return', 'throw'] as const) {
    const log: string[] = []
    const values = flatten(source([[1, 2]], log), (value) => value)
    await values.next()
    if (end === 'return') expect(await values.return()).toEqual({ value: undefined, done: true })
    else await expect(values.throw(new Error('mine'))).rejects.toThrow('mine')
    expect(log).toEqual(['batch 1,2', 'over'])
    expect(await values.next()).toEqual({ value: undefined, done: true })
  }
})
