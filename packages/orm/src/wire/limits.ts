/**
 * Limits of the service that the library checks before it sends.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

/** Largest partition key, in bytes of UTF-8. */
export const MAX_PARTITION_KEY_BYTES = 2048
/** Largest sort key, in bytes of UTF-8. */
export const MAX_SORT_KEY_BYTES = 1024
/** Largest item in bytes, attribute names and values together. */
export const MAX_ITEM_BYTES = 400 * 1024
/** Most significant digits of a number. */
export const MAX_NUMBER_DIGITS = 38
/** Longest expression, as it is sent: with placeholders in place of names and values. */
export const MAX_EXPRESSION_BYTES = 4096
/**
 * Most operators and functions of an expression: comparisons, BETWEEN, IN, AND, OR, NOT, of an update + and -, and functions.
 * AWS documents it of updates; conditions and filters are refused too ("contains too many operators").
 */
export const MAX_OPERATORS = 300
/** Most bytes of the names and values that the placeholders of a request stand for. */
export const MAX_VARIABLE_BYTES = 2 * 1024 * 1024
/** Longest name of an attribute of a key. */
export const MAX_KEY_NAME = 255
/** Deepest nesting of lists and maps. */
export const MAX_NESTING = 32
/** Most operations of a transaction. */
export const MAX_TRANSACTION_OPERATIONS = 100
/** Largest transaction: the items of all its operations together. */
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024
/** Most puts and deletes of one BatchWriteItem. */
export const MAX_BATCH_WRITES = 25
/** Largest BatchWriteItem. */
export const MAX_BATCH_WRITE_BYTES = 16 * 1024 * 1024
/** Most keys of one BatchGetItem. */
export const MAX_BATCH_GET_KEYS = 100
