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

/** The same of an item's text: no item has more bytes than its text, so most are fine without a look at their parts. */
export const assertStoredSize = (spec: ModelSpec, stored: StoredItem): void => {
  const text = stored.toText()
  if (text.length * MOST_BYTES_PER_UNIT > MAX_ITEM_BYTES && utf8Length(text) > MAX_ITEM_BYTES)
    assertItemSize(spec, stored.toItem())
}

/** Most bytes of UTF-8 that one UTF-16 unit becomes. */
const MOST_BYTES_PER_UNIT = 3

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
