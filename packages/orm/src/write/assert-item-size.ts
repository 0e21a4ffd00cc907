/** The size of items as far as a request shows it: refused here rather than by the service. */
import { ValidationError } from '../errors/errors.ts'
import type { ChangeNode } from '../expression/change.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { utf8Length } from '../util/utf8-length.ts'
import type { Item } from '../wire/attribute-value.ts'
import { attributeSize, itemSize } from '../wire/item-size.ts'
import { MAX_ITEM_BYTES } from '../wire/limits.ts'
import type { StoredItem } from '../wire/stored-item.ts'

/** @throws {ValidationError} `item.too-large` */
export const assertItemSize = (spec: ModelSpec, item: Item): void => assertSize(spec, itemSize(item))

/**
 * The same of an item's text: no item has more bytes than its text, so most are fine without a look at their parts.
 *
 * To count the bytes, V8 puts the text in one piece. Instances keep it, and as the tree of parts that it was put together from
 * it would take several times the memory.
 */
export const assertStoredSize = (spec: ModelSpec, stored: StoredItem): void => {
  if (Buffer.byteLength(stored.toText()) > MAX_ITEM_BYTES) assertItemSize(spec, stored.toItem())
}

const assertSize = (spec: ModelSpec, size: number): void => {
  if (size <= MAX_ITEM_BYTES) return
  throw new ValidationError(
    `The ${spec.name}`,
    [
      {
        path: [],
        message: `The item has ${size} bytes; DynamoDB takes at most ${MAX_ITEM_BYTES}, attribute names included.`,
      },
    ],
    { code: 'item.too-large' },
  )
}

/** What an update sets as a whole must fit already; what else the item holds is not known here. */
export const assertChangeSize = (spec: ModelSpec, nodes: readonly ChangeNode[]): void => {
  let size = 0
  for (const node of nodes)
    if (node.action === 'SET' && node.value !== undefined)
      size += utf8Length(node.attribute) + attributeSize(node.value)
  assertSize(spec, size)
}
