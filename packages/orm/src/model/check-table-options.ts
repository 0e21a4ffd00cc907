/** What is wrong with the options of a table besides what is stored: found at the definition, not at the first request. */
import type { Problem } from '../errors/errors.ts'
import { isRetries, RETRIES_RULE } from '../execute/retries.ts'
import { checkClient } from '../sdk/client-transport.ts'
import type { TableOptions } from './table-types.ts'

const known: Readonly<Record<keyof TableOptions, true>> = {
  name: true,
  pk: true,
  sk: true,
  indexes: true,
  typeAttribute: true,
  keyEncoding: true,
  ttl: true,
  hooks: true,
  client: true,
  cursorSecret: true,
  loader: true,
  retries: true,
  middleware: true,
}

/** Problems of the options that say where the table is and how it is called. */
export const checkTableOptions = (options: TableOptions): Problem[] => {
  const { name, client, cursorSecret, loader, retries, middleware } = options as Readonly<Record<string, unknown>>
  const problems: Problem[] = Object.keys(options)
    .filter((option) => !Object.hasOwn(known, option))
    .map((path) => ({ path, message: `A table has no option '${path}'; it has ${Object.keys(known).join(', ')}.` }))
  const report = (path: string, message: string | undefined) =>
    message === undefined ? undefined : problems.push({ path, message })
  if (name !== undefined && typeof name !== 'function') report('name', checkTableName(name))
  report('client', checkClient(client))
  if (cursorSecret !== undefined && (typeof cursorSecret !== 'string' || cursorSecret === ''))
    report('cursorSecret', 'It is a text that is not empty.')
  if (loader !== undefined && typeof loader !== 'boolean') report('loader', 'It is `true` or `false`.')
  if (retries !== undefined && !isRetries(retries)) report('retries', `It is ${RETRIES_RULE}.`)
  if (
    middleware !== undefined &&
    !(Array.isArray(middleware) && middleware.every((part) => typeof part === 'function'))
  )
    report('middleware', 'It is a list of functions.')
  return problems
}

/**
 * What is wrong with a table's name; `undefined` if nothing is. An ARN names a table of another account.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const checkTableName = (name: unknown): string | undefined =>
  typeof name === 'string' && /^(arn:\S+|[a-zA-Z0-9_.-]{3,255})$/.test(name)
    ? undefined
    : `${typeof name === 'string' ? `'${name}'` : 'This'} is no name of a table, which has 3 to 255 letters, digits, \`_\`, \`-\` or \`.\`.`
