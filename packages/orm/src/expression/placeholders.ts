/** Placeholders of one request: every attribute name and every value stands in an expression as `#n` or `:n`. */
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { ExpressionInput } from '../wire/request.ts'
import type { Path } from './path.ts'

/**
 * Collects the names and values of all expressions of one request.
 *
 * Numbering follows first use, so that equal input gives equal requests. One attribute has one placeholder.
 */
export class Placeholders {
  readonly #names = new Map<string, string>()
  readonly #values: AttributeValue[] = []

  /** The placeholder of an attribute or member name: `#0`. */
  name(attribute: string): string {
    const known = this.#names.get(attribute)
    if (known !== undefined) return known
    const placeholder = `#${this.#names.size}`
    this.#names.set(attribute, placeholder)
    return placeholder
  }

  /** The placeholder of a value: `:0`. Every call gives a new one. */
  value(value: AttributeValue): string {
    return `:${this.#values.push(value) - 1}`
  }

  /** A path with its names as placeholders: `#0.#1[2]`. */
  path(path: Path): string {
    return path
      .map((segment, index) => {
        if (typeof segment === 'number') return `[${segment}]`
        return index === 0 ? this.name(segment) : `.${this.name(segment)}`
      })
      .join('')
  }

  /** The two members of the request, each only if it is not empty: DynamoDB refuses empty ones. */
  toInput(): ExpressionInput {
    const input: ExpressionInput = {}
    if (this.#names.size > 0) {
      input.ExpressionAttributeNames = Object.fromEntries(
        [...this.#names].map(([name, placeholder]) => [placeholder, name]),
      )
    }
    if (this.#values.length > 0) {
      input.ExpressionAttributeValues = Object.fromEntries(this.#values.map((value, index) => [`:${index}`, value]))
    }
    return input
  }
}
