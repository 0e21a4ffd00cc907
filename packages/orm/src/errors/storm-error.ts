/** The base class of all errors: code, rule, fact and fix, a stack that begins at the caller, `instanceof` across copies. */
import { codes, type ErrorCode } from './codes.ts'

/** What a throw site may add to the facts of the registry. */
export interface ErrorOptions {
  readonly hint?: string | undefined
  readonly cause?: unknown
  readonly retryable?: boolean | undefined
}

const brandOf = (name: string): symbol => Symbol.for(`single-table-orm/error/${name}`)
const DOCS = 'https://github.com/single-table-orm/single-table-orm/blob/main/docs/errors.md#'
/** Frames of a new error's stack: the caller may be below more of the library's own than Node's default of 10. */
const STACK_DEPTH = 50

/**
 * Base class of every error of the library. Catch it to catch all; look at `code` to tell problems apart.
 *
 * `instanceof` works across copies of the package: the classes compare by a registered symbol.
 */
export class StormError extends Error {
  /** `area.problem`, documented under `docs`. */
  readonly code: ErrorCode
  /** The fix, one sentence. */
  readonly hint: string
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean
  /** Address of the page that documents `code`. */
  readonly docs: string

  constructor(code: ErrorCode, fact: string, options: ErrorOptions = {}) {
    const hint = options.hint ?? codes[code].hint
    const depth = Error.stackTraceLimit
    limitStack(Math.max(depth, STACK_DEPTH))
    super(`${fact} ${hint} [${code}]`, options.cause === undefined ? undefined : { cause: options.cause })
    limitStack(depth)
    this.code = code
    this.hint = hint
    this.retryable = options.retryable ?? 'retryable' in codes[code]
    this.docs = DOCS + code.replace('.', '')
    Object.defineProperty(this, 'name', { value: codes[code].type, configurable: true, writable: true })
    if (this.stack) this.stack = callerFirst(this.stack)
  }

  static override [Symbol.hasInstance](this: new (...args: never[]) => StormError, value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false
    if (Object.hasOwn(this, BRAND)) return (this as unknown as Branded)[BRAND] in value
    return Function.prototype[Symbol.hasInstance].call(this, value)
  }
}

/** Where builtins are frozen it stays what it is, and an assignment would throw in place of the error. */
const limitStack = (depth: number): boolean => Reflect.set(Error, 'stackTraceLimit', depth)

const BRAND = Symbol('single-table-orm/error-brand')
interface Branded {
  readonly [BRAND]: symbol
}

/**
 * Registers a class under a name, so that `instanceof` holds for instances of another copy of the package.
 *
 * @param name said, as minifiers give classes others, and two minified copies would take each other's classes for the same
 */
export const brandError = (name: string, errorClass: { readonly prototype: object }): void => {
  const brand = brandOf(name)
  Object.defineProperty(errorClass, BRAND, { value: brand })
  Object.defineProperty(errorClass.prototype, brand, { value: true })
}
brandError('StormError', StormError)

/** A copy of an error that several callers get, so that each can have a stack of its own. Other values are given back. */
export const copyError = (error: unknown): unknown => {
  if (!(error instanceof StormError)) return error
  // The stack of a native error may be an accessor that works on that error only.
  const stack = { value: error.stack, writable: true, configurable: true }
  return Object.create(Object.getPrototypeOf(error), { ...Object.getOwnPropertyDescriptors(error), stack })
}

/** Gives an error that was made elsewhere, on behalf of this call, the stack of this call. Other values stay as they are. */
export const moveToCaller = (error: unknown): unknown => {
  if (!(error instanceof StormError)) return error
  const frames = new Error().stack?.split('\n').filter((line) => FRAME.test(line)) ?? []
  const title = (error.stack ?? '').split('\n').filter((line) => !FRAME.test(line))
  error.stack = callerFirst([...title, ...frames].join('\n'))
  return error
}

const FRAME = /^\s+at /

/** Drops the library's own frames and Node's, so that the first stack line is the caller's; keeps all if no others are left. */
const callerFirst = (stack: string): string => {
  const lines = stack.split('\n')
  const first = lines.findIndex((line) => FRAME.test(line))
  if (first < 0) return stack
  const foreign = lines.slice(first).filter((line) => !isOwn(line) && !line.includes('(node:'))
  return foreign.length === 0 ? stack : [...lines.slice(0, first), ...foreign].join('\n')
}

const isOwn = (line: string): boolean => {
  // A bundler that makes CommonJS leaves no address; then the library's frames are the program's.
  const address = import.meta.url as string | undefined
  if (address === undefined || line.includes('.test.')) return false
  // Without the scheme: under some loaders frames name files by URL, under others by path.
  const ownFolder = new URL('..', address).pathname
  return line.includes(ownFolder) || line.includes(decodeURI(ownFolder))
}
