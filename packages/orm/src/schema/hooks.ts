/** Hooks: functions of a model or a table that run around its writes, and when items are read. */
import { isObject } from '../util/option-rules.ts'

/** Before an insert, an upsert or a replacement. */
export interface CreateEvent<Values> {
  readonly model: string
  /** The given values, with defaults; what the hook changes is what is validated and written. */
  readonly values: { -readonly [Name in keyof Values]?: Values[Name] | undefined }
}
/** Before an update or a move. */
export interface UpdateEvent<Values> {
  readonly model: string
  /** The primary key's field values. */
  readonly key: Readonly<Partial<Values>>
  /** Values or operators by field; what the hook changes is what is validated and written. */
  readonly changes: Record<string, unknown>
}
/** Before and after a delete. */
export interface DeleteEvent<Values> {
  readonly model: string
  readonly key: Readonly<Partial<Values>>
  /** The instance that is deleted, new afterwards; `undefined` for a delete by key, of a query or of many keys. */
  readonly instance?: Values | undefined
}
/** After a write. */
export interface WrittenEvent<Values> {
  readonly model: string
  /**
   * The item as it is stored now: the very instance that is written or that the call gives. Where there is none (a
   * transaction's update by key, a query's update, `returning: 'none'`), one that is made for the hooks.
   */
  readonly instance: Values
}

/**
 * Functions around writes. They may be asynchronous, except `afterLoad`; a hook that throws before a write prevents it, and
 * its error reaches the caller. Hooks of the table run first, then those of models that a model extends, then its own.
 *
 * A before-hook runs once for each write of the caller, also where the write is tried again. It runs for `toRequests` too, as
 * what it changes is part of the request.
 */
export interface Hooks<Values> {
  beforeCreate?(event: CreateEvent<Values>): unknown
  /** An error reaches the caller, but the item is stored. */
  afterCreate?(event: WrittenEvent<Values>): unknown
  beforeUpdate?(event: UpdateEvent<Values>): unknown
  afterUpdate?(event: WrittenEvent<Values>): unknown
  beforeDelete?(event: DeleteEvent<Values>): unknown
  /** Runs whether or not there was an item. */
  afterDelete?(event: DeleteEvent<Values>): unknown
  /**
   * Runs at once, and once, whenever an instance takes over a stored item: when it is read or refreshed, and after a write
   * that it goes through or that gives it, before the after-hook.
   */
  afterLoad?(instance: Values): void
}

/** Hooks as they are called. */
export type HooksInput = Hooks<Record<string, unknown>>

/** The names of hooks. */
export const hookNames = [
  'beforeCreate',
  'afterCreate',
  'beforeUpdate',
  'afterUpdate',
  'beforeDelete',
  'afterDelete',
  'afterLoad',
] as const satisfies readonly (keyof HooksInput)[]
const known: ReadonlySet<string> = new Set(hookNames)

/** Sentences about hooks that are none. */
export const checkHooks = (hooks: unknown): string[] => {
  if (hooks === undefined) return []
  if (!isObject(hooks)) return ['Hooks are an object of functions.']
  return Object.entries(hooks).flatMap(([name, hook]) => {
    if (!known.has(name)) return [`There is no hook '${name}'; there are ${hookNames.join(', ')}.`]
    return hook === undefined || typeof hook === 'function' ? [] : [`The hook '${name}' must be a function.`]
  })
}
