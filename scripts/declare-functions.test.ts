import { expect, it } from 'vitest'
import { declared } from './declare-functions.mjs'

it('declares arrows of the top level, whatever their form', () => {
  expect(declared('const a = (x) => x + 1')).toBe('function a(x) { return (x + 1) }\n')
  expect(declared('export const a = x => ({ x })')).toBe('export function a(x) { return (({ x })) }\n')
  expect(declared('const a = async ({ x }, y = () => 2) => { await x }')).toBe(
    'async function a({ x }, y = () => 2) { await x }\n',
  )
  expect(declared('const a = async x => x')).toBe('async function a(x) { return (x) }\n')
  expect(declared('const a = async => async')).toBe('function a(async) { return (async) }\n')
  expect(declared('const a = () => (b) => b\nlet c = 1')).toBe('function a() { return ((b) => b) }\n\nlet c = 1')
})

it('leaves what a declaration would change', () => {
  for (const code of [
    'const a = () => this.x',
    'const a = () => [() => this]',
    'const a = () => arguments.length',
    'let a = () => 1',
    'const a = 1, b = () => 2',
    'const { a } = () => 1',
    'const a = wrap(() => 1)',
    '{ const a = () => 1 }',
    'export default () => 1',
  ])
    expect(declared(code)).toBe(code)
})

it('does not take the `this` of an inner function for that of the arrow', () => {
  expect(declared('const a = () => function () { return this }')).toMatch(/^function a\(\)/)
})
