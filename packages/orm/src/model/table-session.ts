/** Where a table's calls go: its own name and client, or what `table.with` says for the running call. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { DefinitionError } from '../errors/errors.ts'
import { assertOptions } from '../execute/call-options.ts'
import { createLoader } from '../execute/loader.ts'
import type { ItemLoader, Session, SessionSource } from '../execute/session.ts'
import { assertFunction, assertObject } from '../query/check-option.ts'
import type { RegisteredTable } from '../schema/model-spec.ts'
import { checkClient, createTransport } from '../sdk/client-transport.ts'
import { composeMiddleware } from '../transport/middleware.ts'
import type { Transport } from '../transport/transport.ts'
import { type OptionRules, text } from '../util/option-rules.ts'
import { checkTableName } from './check-table-options.ts'
import type { Override, TableOptions } from './table-types.ts'

const overriding: OptionRules = {
  name: text,
  client: ['a transport, or a DynamoDBClient', (client) => checkClient(client) === undefined],
  actor: text,
}

export class TableSession implements SessionSource {
  readonly #spec: RegisteredTable
  readonly #options: TableOptions
  readonly #overrides = new AsyncLocalStorage<Override>()
  readonly #transports = new WeakMap<object, Transport>()
  readonly #loader: ItemLoader | undefined

  constructor(spec: RegisteredTable, options: TableOptions) {
    this.#spec = spec
    this.#options = options
    this.#loader = options.loader === false ? undefined : createLoader()
  }

  current(): Session {
    const override = this.#overrides.getStore()
    return {
      table: this.#spec,
      tableName: this.#tableName(override?.name),
      transport: this.#transport(override?.client ?? this.#options.client),
      client: override?.client ?? this.#options.client,
      cursorSecret: this.#options.cursorSecret,
      actor: override?.actor,
      retries: this.#options.retries,
      loader: this.#loader,
    }
  }

  /** Runs a function with overrides, on top of those that hold already. */
  run<Result>(override: Override, call: () => Result): Result {
    const given = assertOptions('with()', assertObject('with()', override, 'overrides'), overriding)
    return this.#overrides.run(
      { ...this.#overrides.getStore(), ...given },
      assertFunction(call, 'with()') as typeof call,
    )
  }

  #tableName(override: string | undefined): string {
    const name = override ?? this.#options.name
    const found =
      typeof name === 'function' ? name() : (name ?? process.env['STORM_TABLE'] ?? process.env['DB_TABLE_NAME'])
    const message = found
      ? checkTableName(found)
      : 'No name is given, and neither STORM_TABLE nor DB_TABLE_NAME is set.'
    if (message === undefined && found) return found
    throw new DefinitionError('the table', [{ path: 'name', message: String(message) }], 'table.name')
  }

  #transport(client: unknown): Transport {
    // Clients of `with` come and go; the default one stays with the options.
    const key = typeof client === 'object' && client !== null ? client : this.#options
    let transport = this.#transports.get(key)
    if (transport === undefined) {
      transport = composeMiddleware(createTransport(client), this.#options.middleware ?? [])
      this.#transports.set(key, transport)
    }
    return transport
  }
}
