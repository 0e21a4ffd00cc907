import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  andNodes,
  attributeEquals,
  attributeExists,
  attributeMissing,
  beginsWithNode,
  betweenNode,
  type ConditionNode,
  compareNode,
  containsNode,
  inNode,
  joinConditions,
  notNode,
  oneOfNode,
  orNodes,
  pathOperand,
  sizeOperand,
  typeNode,
  valueOperand,
} from './condition.ts'
import { Placeholders } from './placeholders.ts'
import { printCondition } from './print-condition.ts'

const print = (node: ConditionNode): string => printCondition(node, new Placeholders())
const [a, b, c] = ['a', 'b', 'c'].map(attributeExists) as [ConditionNode, ConditionNode, ConditionNode]
const one = valueOperand({ N: '1' })

describe('texts', () => {
  test.each<[string, ConditionNode, string]>([
    ['compare', compareNode(pathOperand(['a', 'b', 2, 'c']), '>=', one), '#0.#1[2].#2 >= :0'],
    ['between', betweenNode(sizeOperand(['a']), one, one), 'size(#0) BETWEEN :0 AND :1'],
    ['in', inNode(pathOperand(['a']), [one, pathOperand(['b'])]), '#0 IN (:0, #1)'],
    ['type', typeNode(['a'], 'NULL'), 'attribute_type(#0, :0)'],
    ['contains', containsNode(['a'], pathOperand(['a', 'a'])), 'contains(#0, #0.#0)'],
    [
      'wire-level nodes',
      andNodes(attributeEquals('a', { S: 'x' }), attributeMissing('b'), beginsWithNode('a', 'x')),
      '#0 = :0 AND attribute_not_exists(#1) AND begins_with(#0, :1)',
    ],
    ['one of none', oneOfNode('a', []), 'attribute_exists(#0) AND attribute_not_exists(#0)'],
    [
      'or in and',
      andNodes(orNodes(a, b), c),
      '(attribute_exists(#0) OR attribute_exists(#1)) AND attribute_exists(#2)',
    ],
    ['and in or', orNodes(andNodes(a, b), c), 'attribute_exists(#0) AND attribute_exists(#1) OR attribute_exists(#2)'],
    [
      'and in and',
      andNodes(andNodes(a, b), c),
      'attribute_exists(#0) AND attribute_exists(#1) AND attribute_exists(#2)',
    ],
    ['not of and', notNode(andNodes(a, b)), 'NOT (attribute_exists(#0) AND attribute_exists(#1))'],
    [
      'not in and',
      andNodes(notNode(orNodes(a, b)), c),
      'NOT (attribute_exists(#0) OR attribute_exists(#1)) AND attribute_exists(#2)',
    ],
    ['not of between', notNode(betweenNode(pathOperand(['a']), one, one)), 'NOT #0 BETWEEN :0 AND :1'],
  ])('%s', (_name, node, expected) => {
    expect(print(node)).toBe(expected)
  })
})

test('a join of nothing is refused', () => {
  expect(() => andNodes()).toThrow('at least one part')
})

test('absent conditions are left out of a join', () => {
  expect(joinConditions(undefined, undefined)).toBeUndefined()
  expect(print(joinConditions(undefined, a) ?? b)).toBe('attribute_exists(#0)')
  expect(joinConditions(a, undefined, b)).toEqual(andNodes(a, b))
})

/** Reads a text back with the documented precedence: NOT before AND before OR. */
const parse = (text: string): unknown => {
  const tokens = text.match(/\(|\)|AND|OR|NOT|attribute_exists\(#\d+\)/g) ?? []
  let at = 0
  /** Where the last parentheses began and ended. */
  let group: readonly [number, number] = [-1, -1]
  const joined = (word: string, next: () => unknown): unknown => {
    const parts = [next()]
    while (tokens[at] === word) {
      at++
      parts.push(next())
    }
    return parts.length === 1 ? parts[0] : [word, ...parts]
  }
  const any = (): unknown => joined('OR', () => joined('AND', unary))
  const unary = (): unknown => {
    const token = tokens[at++]
    if (token === 'NOT') return ['NOT', unary()]
    if (token !== '(') return token
    const start = at
    const inner = any()
    if (group[0] === start && group[1] === at) throw new Error('redundant parentheses')
    at++
    group = [start - 1, at]
    return inner
  }
  return any()
}

const treeOf = (node: ConditionNode): unknown => {
  if (node.op === 'and' || node.op === 'or') return [node.op.toUpperCase(), ...node.nodes.map(treeOf)]
  if (node.op === 'not') return ['NOT', treeOf(node.node)]
  return node.op === 'exists' ? `attribute_exists(#${String(node.path[0])})` : undefined
}

const trees = fc.letrec<{ node: ConditionNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constant(attributeExists('0')),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => andNodes(...nodes)),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => orNodes(...nodes)),
    tie('node').map((node): ConditionNode => ({ op: 'not', node })),
  ),
})).node

test('a printed tree reads back as the same tree, without double parentheses', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      expect(parse(print(tree))).toEqual(treeOf(tree))
    }),
    { numRuns: 2000 },
  )
})
