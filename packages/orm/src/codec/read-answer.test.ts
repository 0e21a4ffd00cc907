/** What hostile answers cost, and what is kept of an answer by what was read of it. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import { valuesOf } from './decode-item.ts'
import { Candidates } from './list-reader.ts'
import { PageReader, readPage } from './page-reader.ts'
import type { ReadItem } from './read-item.ts'

const spec = defineSpec(defineTable(), 'Note', {
  fields: { id: f.string(), text: f.string(), more: f.any().optional() },
  keys: { primary: { pk: 'N#{id}', sk: 'S' } },
})
const candidates = new Candidates([spec])

const itemText = (id: number, text: string, more = ''): string =>
  `{"PK":{"S":"N#${id}"},"SK":{"S":"S"},"_type":{"S":"Note"},"id":{"S":"${id}"},"text":{"S":${JSON.stringify(text)}}${more}}`
const pageText = (items: readonly string[]): string => `{"Count":${items.length},"Items":[${items.join(',')}]}`
const read = (body: string, of = candidates): ReadItem[] => {
  const page = new PageReader(readPage({ body }, of))
  const items: ReadItem[] = []
  for (let item = page.next(); item !== undefined; item = page.next()) items.push(item)
  return items
}
const textsOf = (body: string): unknown[] => read(body).map((item) => valuesOf(spec, item.decodeAs(spec))['text'])

describe('hostile answers', () => {
  it.each([
    ['lists', '[', ']'],
    ['maps', '{"a":', '}'],
  ])('that nest %s very deeply neither hang nor overflow the stack', (_name, open, close) => {
    const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`
    const [item] = read(pageText([itemText(1, 'x', `,"other":${deep}`)]))
    expect(item && valuesOf(spec, item.decodeAs(spec))['text']).toBe('x')
    expect(() => read(pageText([itemText(1, 'x', `,"other":${deep.slice(0, -5)}`)]))).toThrow(SyntaxError)
  })

  it.each<readonly [string, (count: number) => string]>([
    [
      'items of another model',
      (count) => pageText(Array.from({ length: count }, () => '{"_type":{"S":"Other"},"a":{"S":"b"}}')),
    ],
    ['items without a type', (count) => pageText(Array.from({ length: count }, () => '{"a":{"S":"b"}}'))],
    [
      'items of a wrong type',
      (count) => pageText(Array.from({ length: count }, (_, id) => itemText(id, 'x', ',"id":{"N":"1"}'))),
    ],
    [
      'one item of many unknown attributes',
      (count) =>
        pageText([itemText(1, 'x', Array.from({ length: count }, (_, name) => `,"a${name}":{"S":"b"}`).join(''))]),
    ],
    ['one text of many escapes', (count) => pageText([itemText(1, '\\"'.repeat(count))])],
    ['space', (count) => pageText([' '.repeat(count) + itemText(1, 'x')])],
    ['the same attribute again and again', (count) => pageText([itemText(1, 'x', ',"text":{"S":"y"}'.repeat(count))])],
    ['a text that never ends', (count) => pageText([itemText(1, 'x')]).slice(0, -4) + '"'.padEnd(count, 'x')],
  ])('cost what their length costs: %s', (_name, make) => {
    const quickest = (body: string): number => {
      let best = Number.POSITIVE_INFINITY
      for (let turn = 0; turn < 5; turn++) {
        const start = performance.now()
        try {
          for (const item of read(body, new Candidates([spec, other]))) item.typeIn(spec.table)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
        }
        best = Math.min(best, performance.now() - start)
      }
      return best
    }
    const [short, long] = [quickest(make(2000)), quickest(make(32_000))]
    // Sixteen times the length; what grows by its square takes 256 times as long.
    expect(long).toBeLessThan(Math.max(short, 0.05) * 100)
  })
})

const other = defineSpec(spec.table, 'Third', {
  fields: { id: f.string() },
  keys: { primary: { pk: 'T#{id}', sk: 'S' } },
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that the heap and its buffers grow by: the least of some runs, as what is kept is kept each time, and noise is not. */
const growth = (run: () => unknown): number => {
  const used = (): number => {
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  run()
  return Math.min(
    ...Array.from({ length: 5 }, () => {
      const before = used()
      const kept = run()
      const after = used()
      expect(kept).toBeDefined()
      return after - before
    }),
  )
}

describe('what is kept', () => {
  const PAGES = 100
  const pageOf = (page: number, text: string): string =>
    pageText(Array.from({ length: 100 }, (_, id) => itemText(id, `${text} ${page} ${id} ${'x'.repeat(900)}`)))

  const texts = [
    ['ASCII', 'a text of page'],
    ['others', 'ein Täxt'],
  ] as const

  it.each(texts)('by one string of each page is little: %s', (_name, text) => {
    const size = pageOf(0, text).length
    expect(size).toBeGreaterThan(100_000)
    const bytes = growth(() => Array.from({ length: PAGES }, (_, page) => textsOf(pageOf(page, text))[50]))
    expect(bytes).toBeLessThan(PAGES * 10_000)
  })

  it.each(texts)('by one item of each page is little: %s', (_name, text) => {
    const bytes = growth(() =>
      Array.from({ length: PAGES }, (_, page) => {
        const item = read(pageOf(page, text))[50]
        item?.decodeAs(spec)
        return item
      }),
    )
    expect(bytes).toBeLessThan(PAGES * 10_000)
  })
})
