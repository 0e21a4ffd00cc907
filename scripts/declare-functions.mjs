/**
 * `const name = (…) => …` of a module → `function name(…) { … }`.
 *
 * V8 skips over the body of a declared function until it is called, but parses that of an arrow, and for a few hundred
 * kilobytes of arrows the difference is a third of a cold start. Sources keep arrows; this is done to what is published.
 */
import { parseAst } from 'rolldown/parseAst'

/**
 * @typedef {{ type: string, start: number, end: number } & Record<string, unknown>} Node
 * @typedef {Node & { async: boolean, expression: boolean, params: Node[], body: Node }} Arrow
 */

/** A plugin for rolldown. */
export const declareFunctions = {
  name: 'declare-functions',
  transform: (/** @type {string} */ code) => ({ code: declared(code), map: null }),
}

/**
 * The text of a module with its functions declared.
 *
 * @param {string} code
 */
export const declared = (code) => {
  let text = ''
  let done = 0
  for (const statement of parseAst(code).body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    const [only, ...others] = declaration.declarations
    if (others.length > 0 || only?.id.type !== 'Identifier' || only.init?.type !== 'ArrowFunctionExpression') continue
    const arrow = /** @type {Arrow} */ (/** @type {unknown} */ (only.init))
    if (usesOuterThis(arrow)) continue
    text += code.slice(done, declaration.start) + functionOf(code, only.id.name, arrow)
    done = declaration.end
  }
  return text + code.slice(done)
}

const functionOf = (/** @type {string} */ code, /** @type {string} */ name, /** @type {Arrow} */ arrow) => {
  const sign = code.lastIndexOf('=>', arrow.body.start)
  const head = code
    .slice(arrow.start, sign)
    .trim()
    .replace(/^async\s+(?=[^=\s,)])|^async(?=\()/, '')
  const params = head.startsWith('(') ? head : `(${head})`
  const body = code.slice(sign + 2, arrow.end).trim()
  return `${arrow.async ? 'async ' : ''}function ${name}${params} ${arrow.expression ? `{ return (${body}) }` : body}\n`
}

/** What an arrow takes from around itself, and a function would not. */
const usesOuterThis = (/** @type {unknown} */ node) => {
  if (typeof node !== 'object' || node === null) return false
  const { type, name } = /** @type {Partial<Node>} */ (node)
  if (type === 'ThisExpression') return true
  if (type === 'Identifier' && name === 'arguments') return true
  if (type === 'FunctionExpression' || type === 'FunctionDeclaration') return false
  return Object.values(node).some(usesOuterThis)
}
