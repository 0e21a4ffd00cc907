/** What the layers above know of a field: how to parse, encode and decode its values. Frozen data and pure functions. */
import type { Issue } from '../errors/errors.ts'
import type { KeyEncoding } from '../key/key-encoding.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { WireScanner } from '../wire/wire-scanner.ts'

/** Where `parse` reports; one per validation of a whole object. */
export interface ParseContext {
  readonly issues: Issue[]
  /** Asynchronous schemas: each promise stores its own result where it belongs when it settles. */
  readonly pending: Promise<void>[]
  /**
   * The values name what is stored: keys, filters, values that were read. Schemas, which may transform, do not run again;
   * only the type of their output is checked.
   */
  readonly stored?: boolean
  /** The values are secret: the messages of schemas and checks, which may show them, are not passed on. */
  readonly secret?: boolean
}

/** A value parsed now, or (asynchronous schemas) later. The caller stores a promised value when it settles. */
export type Parsed = unknown

export type FieldKind =
  | 'string'
  | 'number'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'binary'
  | 'enum'
  | 'literal'
  | 'ulid'
  | 'uuid'
  | 'list'
  | 'tuple'
  | 'map'
  | 'record'
  | 'set'
  | 'union'
  | 'json'
  | 'any'
  | 'standard'

/** The modifiers of a field, written once for all kinds. */
export interface FieldModifiers {
  readonly optional: boolean
  readonly nullable: boolean
  /** Gives the value of an absent field on create, and on read of an item that lacks it; `undefined`: none. */
  readonly default: (() => unknown) | undefined
  /** Whether the default is one value, the same every time. */
  readonly constant: boolean
  /** Like `default`, but on create only (ulid, uuid): an item that lacks it on read stays without. */
  readonly generate: (() => unknown) | undefined
  readonly readonly: boolean
  /** Stored attribute name; `undefined`: the field's own name. */
  readonly attribute: string | undefined
  readonly hidden: boolean
  readonly secret: boolean
  readonly keyOnly: boolean
  /** From the other fields' values, on every write. */
  readonly computed: ((values: Readonly<Record<string, unknown>>) => unknown) | undefined
  readonly createdAt: boolean
  readonly updatedAt: boolean
}

/** A stored value did not have the type its field declares; the codec turns it into a `DecodeError` with model and key. */
export class WireMismatch {
  readonly expected: string
  readonly found: string
  readonly path: readonly (string | number)[]
  constructor(expected: string, found: string, path: readonly (string | number)[] = []) {
    this.expected = expected
    this.found = found
    this.path = path
  }
}

export interface FieldSpec extends FieldModifiers {
  readonly kind: FieldKind
  /** How a key template encodes the field; `undefined`: not possible in a key. A `string` says why. */
  readonly key: KeyEncoding | string
  /** Wire type of a natural key attribute over this field: `S`, `N` or `B`; `undefined`: not possible. */
  readonly keyType: 'S' | 'N' | 'B' | undefined
  /**
   * Checks and transforms one given value (never `undefined`; `null` only if nullable: modifiers are handled inside).
   * Reports to `context.issues` under `path`, and then returns anything. May return a promise (asynchronous schemas).
   * `path` is the caller's and may change after the call: copy what is kept. It begins with the field's name, so that
   * its length tells how deep the value lies. Gives `undefined` where a schema turns a value into none.
   */
  parse(value: unknown, path: readonly PropertyKey[], context: ParseContext): Parsed
  /** A parsed value → its wire form; `undefined` if it is stored as absent (an empty set). */
  encode(value: unknown): AttributeValue | undefined
  /** JSON text of what `encode` gives, without making it: equal to its `JSON.stringify`, once parsed. */
  print(value: unknown): string | undefined
  /**
   * Whether what `parse` gives is what reading it back would give, and no caller's own object: then a written value need
   * not be decoded.
   */
  readonly faithful: boolean
  /** A wire value → the field's value. Throws `WireMismatch` if the type is not what the field stores. */
  decode(value: AttributeValue): unknown
  /**
   * The same straight from the text of a wire value: what `decode` gives, or a throw of anything; then `decode` decides.
   * Gives `undefined` only where `decode` does.
   */
  scan(scanner: WireScanner): unknown
  /** Value of an absent attribute on read where it is not simply absent: `() => new Set()`; see also `default`. */
  readonly absent: (() => unknown) | undefined
  /** The spec of a member (map field, record value) or element (list, tuple), for paths into documents. */
  child(segment: string | number): FieldChild | undefined
  /** Whether values of the field hold elements of this spec: sets and lists, for `contains`, `addTo`, `append`. */
  readonly element: FieldSpec | undefined
  /** Bounds of a number, as its wire texts. */
  readonly bounds?: NumberBounds | undefined
  /** Whether rules other than bounds look at a whole value: what no condition of a request can say. */
  readonly checked?: boolean
  /** Whether it is secret or has a secret member. */
  readonly secretive: boolean
  /** Whether it is hidden or has a hidden member; what is secret is hidden. */
  readonly hides: boolean
  /** Of a union: the spec of the member that a value is; `undefined` for a value that is none. */
  readonly variant?: ((value: object) => FieldSpec | undefined) | undefined
  /** All values of an enum or literal: what tells the members of a union apart. */
  readonly values?: readonly (string | number | boolean)[] | undefined
}

/** Least and greatest number, as decimal texts; `undefined`: no bound. */
export interface NumberBounds {
  readonly min: string | undefined
  readonly max: string | undefined
}

/** A member of a document and the attribute name it is stored under. */
export interface FieldChild {
  readonly attribute: string | number
  readonly spec: FieldSpec
}

/** A declared field of a model: its name, its stored attribute name, its spec. */
export interface FieldEntry {
  readonly name: string
  readonly attribute: string
  readonly spec: FieldSpec
}

/** Whatever can find a field by name; a `ModelSpec` is one. */
export interface FieldLookup {
  /** Name of the model, for messages. */
  readonly name: string
  field(name: string): FieldEntry | undefined
  /** Names of all declared fields, for messages. */
  readonly fieldNames: readonly string[]
  /** Whether fields can be named that only keys hold: what is resolved is evaluated where these are read. */
  readonly readsKeys?: boolean
}
