/**
 * DynamoDB's own language for data: `AttributeValue` as JSON, with bytes as base64 text and numbers as text.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */

/** One value on the wire: an object with exactly one of these members. Bytes are base64, numbers are decimal text. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Readonly<Record<string, AttributeValue>> }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }

/** The type descriptors of the wire. */
export type WireType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS'

/** An item on the wire: attribute name → value. */
export type Item = Readonly<Record<string, AttributeValue>>

const wireTypes: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'])

/** The descriptor of a value; `undefined` if the value is not an AttributeValue. */
export const wireTypeOf = (value: unknown): WireType | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  for (const name in value) return wireTypes.has(name) ? (name as WireType) : undefined
  return undefined
}
