/** How the value of one field stands in a key. */

/** Kinds of values that a key can hold. Enum, ulid, uuid and literals are `string`. */
export type KeyKind =
  | 'string'
  | 'boolean'
  | 'date'
  | 'padded'
  | 'number'
  | 'bigint'
  | 'decimal'
  | 'timestamp'
  | 'binary'

/**
 * The encoding of one reference of a key template.
 *
 * JavaScript values by kind: `string` string; `boolean` boolean; `date` Date (ISO text with milliseconds); `padded` and
 * `number` number; `bigint` bigint; `decimal` string of a decimal number; `timestamp` Date (stored as epoch seconds);
 * `binary` Uint8Array.
 */
export interface KeyEncoding {
  readonly kind: KeyKind
  /** Digits of a `padded` integer: the width of its `max`. */
  readonly width?: number
  /** Whether decoded text must be one of these (enum, literal). */
  readonly values?: readonly string[]
  /** Whether a `padded` or `number` value comes back as a bigint. */
  readonly bigint?: boolean
}
