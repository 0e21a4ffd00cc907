/**
 * The table names of a request, in the members where the SDK's endpoint rules look for them. The rules care only for
 * names that are ARNs: an ARN can name the account to send to. All other requests get by without parsing.
 */

/** A command input that holds nothing but the table names of `body`; without ARNs, the first one, for the user's logs. */
export const tableNamesOf = (operation: string, body: string): object => {
  // No other member of a request has this text: names of attributes stand before objects.
  if (!body.includes('"arn:')) return { TableName: /"TableName":"([^"\\]+)"/.exec(body)?.[1] ?? '' }
  const input = JSON.parse(body) as Record<string, unknown>
  if (operation === 'BatchGetItem') return { RequestItems: mapValues(input['RequestItems'], () => ({ Keys: [] })) }
  if (operation === 'BatchWriteItem') return { RequestItems: mapValues(input['RequestItems'], () => []) }
  if (Array.isArray(input['TransactItems']))
    return { TransactItems: input['TransactItems'].map((item: unknown) => mapValues(item, nameOnly)) }
  return { TableName: input['TableName'] }
}

const nameOnly = (value: unknown): object => ({ TableName: (value as { TableName?: unknown }).TableName })

const mapValues = (record: unknown, change: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name, change(value)]))
