/**
 * The sizes of keys that DynamoDB accepts.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
import { KeyError } from '../errors/errors.ts'
import { utf8Length } from '../util/utf8-length.ts'
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../wire/limits.ts'

/** Most bytes that one UTF-16 unit becomes: a pair of two becomes 4. */
const MOST_BYTES_PER_UNIT = 3

/**
 * Throws if a key is empty or too long. `describe` names the key in the message: `The partition key of User`.
 *
 * @throws {KeyError} `key.empty`, `key.too-long`
 */
export const assertKeySize = (key: string, kind: 'pk' | 'sk', describe: string): void => {
  if (key === '') throw new KeyError('key.empty', `${describe} is empty.`)
  const limit = kind === 'pk' ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES
  if (key.length * MOST_BYTES_PER_UNIT <= limit) return
  const bytes = utf8Length(key)
  if (bytes > limit)
    throw new KeyError(
      'key.too-long',
      `${describe} has ${bytes} bytes of UTF-8, more than the ${limit} of a ${kind === 'pk' ? 'partition' : 'sort'} key.`,
    )
}
