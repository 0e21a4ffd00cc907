/**
 * Whether a middleware stack is still as it was. A stack offers nothing cheaper than `identify()`, which takes as long as
 * all that we do for a request, and does not tell one middleware from another of the same name. So the methods that
 * change a stack count their calls; what they do is left as it is.
 */
import type { SdkStack } from './sdk-client.ts'

const mutators = ['add', 'addRelativeTo', 'use', 'remove', 'removeByTag'] as const

type Mutator = (...args: unknown[]) => unknown
type MutableStack = SdkStack & Partial<Record<(typeof mutators)[number], Mutator>>

const watched = new WeakMap<SdkStack, { changes: number }>()

/** A value that differs from what it was when the stack has changed since. */
export const stateOf = (stack: SdkStack): number | string => {
  const known = watched.get(stack) ?? watch(stack)
  return known === undefined ? stack.identify().join('\n') : known.changes
}

/** `undefined` for a stack that cannot be watched. */
const watch = (given: SdkStack): { changes: number } | undefined => {
  const stack = given as MutableStack
  const found = mutators.map((name) => ({ name, method: stack[name] }))
  const isPlain = ({ name, method }: (typeof found)[number]): boolean => {
    const { writable, value } = Object.getOwnPropertyDescriptor(stack, name) ?? {}
    return typeof method === 'function' && writable === true && value === method
  }
  if (!found.every(isPlain)) return undefined
  const state = { changes: 0 }
  for (const { name, method } of found)
    stack[name] = function (this: unknown, ...args) {
      state.changes++
      return (method as Mutator).apply(this, args)
    }
  watched.set(stack, state)
  return state
}
