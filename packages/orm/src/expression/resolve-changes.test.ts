import { describe, expect, test } from 'vitest'
import { model, number, optional, order, text } from '../../test/expression/specs.ts'
import { QueryError, ValidationError } from '../errors/errors.ts'
import { type ChangeNode, incrementNode, removeNode, removePathNode, setIfMissingNode, setNode } from './change.ts'
import { addTo, append, at, F, ifMissing, minus, patch, plus, prepend, remove, removeFrom } from './changes.ts'
import { gt, ref } from './operators.ts'
import { Placeholders } from './placeholders.ts'
import { printUpdate } from './print-update.ts'
import { resolveChanges, resolveChangesAsync } from './resolve-changes.ts'

const readable = (nodes: readonly ChangeNode[]): string | undefined => {
  const placeholders = new Placeholders()
  const printed = printUpdate(nodes, placeholders)
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = placeholders.toInput()
  return printed
    ?.replace(/#\d+/g, (name) => names?.[name] ?? name)
    .replace(/:\d+/g, (value) => JSON.stringify(values?.[value]).replaceAll('"', ''))
}

describe('changes', () => {
  test.each<[string, Record<string, unknown>, string | undefined, boolean[]]>([
    ['nothing', {}, undefined, []],
    [
      'plain values',
      { total: 1, limit: 2, note: null },
      'SET total = {N:1}, lim = {N:2}, note = {NULL:true}',
      [true, true, true],
    ],
    ['a whole map', { address: { city: 'x', kind: 'home' } }, 'SET address = {M:{c:{S:x},kind:{S:home}}}', [true]],
    ['plus', { total: plus(5) }, 'SET total = total + {N:5}', [false]],
    ['plus above the maximum', { total: plus(5000) }, 'SET total = total + {N:5000}', [false]],
    ['minus with a start', { limit: minus(5, 0) }, 'SET lim = if_not_exists(lim, {N:0}) - {N:5}', [false]],
    ['plus of a bigint', { count: plus(5n) }, 'SET count = count + {N:5}', [false]],
    ['plus of a decimal', { price: plus('0.10') }, 'SET price = price + {N:0.10}', [false]],
    [
      'append',
      { words: append('x', 'y') },
      'SET words = list_append(if_not_exists(words, {L:[]}), {L:[{S:x},{S:y}]})',
      [false],
    ],
    ['prepend', { words: prepend('x') }, 'SET words = list_append({L:[{S:x}]}, if_not_exists(words, {L:[]}))', [false]],
    [
      'addTo, removeFrom',
      { tags: addTo('x', 'y', 'x'), sizes: removeFrom(1) },
      'ADD tags {SS:[x,y]} DELETE sizes {NS:[1]}',
      [true, true],
    ],
    ['remove', { note: remove(), tags: remove() }, 'REMOVE note, tags', [true, true]],
    ['remove of a set that reads as empty', { sizes: remove() }, 'REMOVE sizes', [true]],
    ['an empty set', { tags: new Set() }, 'REMOVE tags', [true]],
    ['ifMissing', { total: ifMissing(0) }, 'SET total = if_not_exists(total, {N:0})', [true]],
    ['ifMissing another field', { total: ifMissing(ref('limit')) }, 'SET total = if_not_exists(total, lim)', [true]],
    [
      'patch',
      { address: patch({ city: 'x', zip: remove() }) },
      'SET address.c = {S:x} REMOVE address.zip',
      [true, true],
    ],
    [
      'patch of a record',
      { prices: patch({ apple: plus(1), pear: remove() }) },
      'SET prices.apple = prices.apple + {N:1} REMOVE prices.pear',
      [false, true],
    ],
    [
      'patch of undeclared members',
      { free: patch({ a: 1, b: remove() }) },
      'SET free.a = {N:1} REMOVE free.b',
      [true, true],
    ],
    ['at', { words: at(1, 'x') }, 'SET words[1] = {S:x}', [false]],
    ['at into an element', { lines: at(1, patch({ amount: 3 })) }, 'SET lines[1].amount = {N:3}', [true]],
    ['at with remove', { words: at(1, remove()) }, 'REMOVE words[1]', [false]],
    [
      'several elements, removals from the end',
      { words: [at(0, remove()), at(7, 'y'), at(2, 'x'), at(4, remove())] },
      'SET words[2] = {S:x}, words[7] = {S:y} REMOVE words[4], words[0]',
      [false, false, false, false],
    ],
    [
      'elements of elements',
      { free: patch({ a: [at(1, remove()), at(2, [at(0, remove()), at(3, 5)])], b: [at(0, patch({ c: 1 }))] }) },
      'SET free.a[2][3] = {N:5}, free.b[0].c = {N:1} REMOVE free.a[2][0], free.a[1]',
      [false, false, false, true],
    ],
    ['another field', { total: F('limit') }, 'SET total = lim', [true]],
    ['a sum', { total: F('limit').plus(1) }, 'SET total = lim + {N:1}', [true]],
    ['a sum of fields', { total: F('limit').minus(F('total')) }, 'SET total = lim - total', [false]],
    ['fields swapped', { total: F('limit'), limit: F('total') }, 'SET total = lim, lim = total', [false, false]],
    [
      'all clauses',
      { tags: addTo('x'), note: remove(), total: 1 },
      'SET total = {N:1} REMOVE note ADD tags {SS:[x]}',
      [true, true, true],
    ],
  ])('%s', (_name, changes, expected, idempotent) => {
    const nodes = resolveChanges(order, changes)
    expect(readable(nodes)).toBe(expected)
    expect(nodes.map((node) => node.idempotent)).toEqual(idempotent)
  })

  test('show the whole value only for a plain new value of a whole attribute', () => {
    const nodes = resolveChanges(order, { limit: 1, total: plus(1), address: patch({ city: 'x' }), words: at(0, 'x') })
    expect(nodes.map((node) => [node.attribute, node.action === 'SET' ? node.value : 'no set'])).toEqual([
      ['lim', { N: '1' }],
      ['total', undefined],
      ['address', undefined],
      ['words', undefined],
    ])
  })

  test('a value that a schema turns into none removes the attribute', () => {
    const emptied = model('Emptied', { note: { ...optional(text), parse: () => undefined } })
    expect(readable(resolveChanges(emptied, { note: '' }))).toBe('REMOVE note')
  })

  test('wire-level nodes', () => {
    const nodes = [
      setNode('a', { S: 'x' }),
      removeNode('b'),
      setIfMissingNode('c', { N: '1' }),
      incrementNode('_v', { N: '1' }, { N: '0' }),
    ]
    expect(readable(nodes)).toBe(
      'SET a = {S:x}, c = if_not_exists(c, {N:1}), _v = if_not_exists(_v, {N:0}) + {N:1} REMOVE b',
    )
  })

  test('list elements are removed from the end', () => {
    expect(readable([1, 10, 2].map((index) => removePathNode(['l', index])))).toBe('REMOVE l[10], l[2], l[1]')
  })
})

describe('refused before anything is sent', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['unknown field', { totl: 1 }, 'query.unknown-field'],
    ['unknown member', { address: patch({ town: 'x' }) }, 'query.unknown-field'],
    ['undefined', { total: undefined }, 'remove()'],
    ['undefined in a patch', { address: patch({ city: undefined }) }, "write.change The field 'address.city'"],
    ['removal of a required field', { total: remove() }, "write.change The field 'total' of Order is required"],
    ['removal of a required member', { address: patch({ city: remove() }) }, 'write.change'],
    ['plus on text', { orderId: plus('5') }, 'write.change'],
    ['plus on a date', { placedAt: plus(5) }, 'write.change'],
    ['a bigint on a number', { total: plus(5n) }, 'write.change'],
    ['a number on a bigint', { count: plus(5) }, 'write.change'],
    ['NaN', { total: plus(Number.NaN) }, 'write.change'],
    ['no decimal', { price: plus('x') }, 'write.change'],
    ['a sum with text', { total: F('orderId').plus(1) }, 'write.change'],
    ['a sum on text', { orderId: F('total').plus(1) }, 'write.change'],
    ['append on a set', { tags: append('x') }, 'write.change'],
    ['append of nothing', { words: append() }, 'write.change'],
    ['addTo on a list', { words: addTo('x') }, 'write.change'],
    ['patch on text', { orderId: patch({ a: 1 }) }, 'write.change'],
    ['patch without an object', { address: patch('x') }, 'write.change'],
    ['at on a map', { address: at(0, 'x') }, 'write.change'],
    ['at before the start', { words: at(-1, 'x') }, 'write.change'],
    ['at between elements', { words: [at(0, 'x'), at(0.5, 'x')] }, 'given at(0.5)'],
    ['at beyond any list', { words: [at(409600, 'x')] }, 'given at(409600)'],
    ['at no number', { words: at(Number.NaN, 'x') }, 'given at(NaN)'],
    ['an element twice', { words: [at(1, 'x'), at(1, remove())] }, 'write.conflict'],
    ['an element and a part of it', { lines: [at(1, patch({ amount: 1 })), at(1, remove())] }, 'write.conflict'],
    ['elements beside plain values', { words: ['x', at(1, 'y')] }, 'write.change'],
    ['elements beside append()', { words: [at(1, 'y'), append('z')] }, 'append() and at() of one list are two updates'],
    ['elements of a set', { tags: [at(0, 'x')] }, 'write.change'],
    ['elements of text', { orderId: [at(0, 'x')] }, 'write.change'],
    ['a lookup', { total: gt(1) }, 'write.change'],
    ['ifMissing with an empty set', { tags: ifMissing(new Set()) }, 'write.change'],
    ['keyOnly', { region: 'x' }, 'query.operator'],
    ['another field of another type', { total: ref('orderId') }, 'write.change'],
  ])('%s', (_name, changes, expected) => {
    let thrown: unknown
    try {
      resolveChanges(order, changes)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(QueryError)
    const { code, message } = thrown as QueryError
    expect(`${code} ${message} ${(thrown as QueryError).hint}`).toContain(expected)
  })

  test('overlapping paths', () => {
    const aliased = model('Clash', { a: optional(text), b: { ...number(), attribute: 'a' } })
    expect(() => resolveChanges(aliased, { a: 'x', b: 1 })).toThrow(/touch the path a\b.*write\.conflict/)
    const clash = [setNode('a', { S: 'x' }), removePathNode(['a', 'b'])]
    expect(() => printUpdate(clash, new Placeholders())).toThrow(/the path a and the path a\.b/)
  })

  test('all values that do not fit are reported at once', () => {
    const changes = {
      total: 'x',
      address: patch({ city: 1 }),
      words: append<string | number>('x', 2),
      tags: addTo(3),
      lines: at(0, 4),
    }
    const run = () => resolveChanges(order, changes)
    expect(run).toThrow(ValidationError)
    try {
      run()
    } catch (error) {
      const { issues } = error as ValidationError
      expect(issues.map(({ path }) => path.join('.'))).toEqual([
        'total',
        'address.city',
        'words.1',
        'tags.0',
        'lines.0',
      ])
    }
  })
})

describe('asynchronous schemas', () => {
  test('are awaited by resolveChangesAsync, and their output is stored', async () => {
    expect(readable(await resolveChangesAsync(order, { title: 'x', total: 1 }))).toBe(
      'SET title = {S:x!}, total = {N:1}',
    )
    expect(readable(resolveChanges(order, { title: 'x' }))).toBe('SET title = {S:x}')
  })

  test('report their issues with all others', async () => {
    const failing = resolveChangesAsync(order, { title: 'bad', total: 'x' })
    await expect(failing).rejects.toThrow(/title: is bad\n {2}- total: must be a number/)
  })

  test('without any, the same as resolveChanges', async () => {
    expect(await resolveChangesAsync(order, { total: plus(1) })).toEqual(resolveChanges(order, { total: plus(1) }))
    await expect(async () => resolveChangesAsync(order, { total: 'x' })).rejects.toThrow(ValidationError)
  })
})
