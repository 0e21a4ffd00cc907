/** Checks that every error code is documented in `docs/errors.md`, as the registry has it, and expected by some test. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript-5.9'
import { isTest, lineOf, listFiles, parseFile, projectRoot, runAsProgram, walk } from './sources.mjs'

const registry = 'packages/orm/src/errors/codes.ts'
const page = 'docs/errors.md'
const testFolders = ['packages/orm/src', 'packages/orm/test', 'packages/kit/src', 'packages/kit/test', 'examples']

/** @typedef {{ code: string, type: string, rule: string, line: number }} Code */

/**
 * @param {string} [root]
 * @returns {import('./sources.mjs').Findings}
 */
export const checkErrors = (root = projectRoot) => {
  const codes = readCodes(join(root, registry))
  const sections = readSections(join(root, page))
  const expected = expectedCodes(root)
  const problems = [
    ...codes.flatMap((code) => sectionProblems(code, sections.get(code.code))),
    ...codes
      .filter(({ code }) => !expected.has(code))
      .map(({ code, line }) => `${registry}:${line}: No test expects '${code}'.`),
    ...[...sections]
      .filter(([code]) => !codes.some((one) => one.code === code))
      .map(([code, { line }]) => `${page}:${line}: '${code}' is not in the registry.`),
  ]
  return { checked: codes.length, what: 'error codes', problems }
}

/**
 * The entries of `codes = { 'area.problem': entry('Class', 'rule', 'hint') }`.
 *
 * @param {string} file
 * @returns {Code[]}
 */
const readCodes = (file) => {
  const source = parseFile(file)
  const found = /** @type {Code[]} */ ([])
  for (const node of walk(source)) {
    if (!ts.isPropertyAssignment(node) || !ts.isStringLiteral(node.name)) continue
    if (!ts.isCallExpression(node.initializer)) continue
    const [type, rule] = node.initializer.arguments.map((one) => (ts.isStringLiteralLike(one) ? one.text : ''))
    found.push({ code: node.name.text, type: type ?? '', rule: rule ?? '', line: lineOf(source, node.getStart()) })
  }
  return found
}

/** @typedef {{ line: number, text: string }} Section */

/**
 * The parts of the page under headings of the third level.
 *
 * @param {string} file
 * @returns {Map<string, Section>}
 */
const readSections = (file) => {
  const sections = new Map()
  let section = /** @type {Section | undefined} */ (undefined)
  for (const [index, text] of (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n').entries()) {
    if (text.startsWith('### ')) {
      section = { line: index + 1, text: '' }
      sections.set(text.slice(4).trim(), section)
    } else if (text.startsWith('#')) section = undefined
    else if (section !== undefined) section.text += `${text}\n`
  }
  return sections
}

/** @type {(code: Code, section: Section | undefined) => string[]} */
const sectionProblems = ({ code, type, rule }, section) => {
  if (section === undefined) return [`${page}:1: There is no section '### ${code}'.`]
  const flat = section.text.replace(/\s+/g, ' ')
  const parts = [
    [flat.includes(`**${type}.** ${rule}`), `does not open with the registry's class and rule: **${type}.** ${rule}`],
    [/\*When:\* \S/.test(flat), 'does not say when it is thrown (*When:* …).'],
    [/\*Fix:\* \S/.test(flat), 'does not say the fix (*Fix:* …).'],
    [
      messageOf(section.text).includes(`[${code}]`),
      `has no text block with an example message that ends in [${code}].`,
    ],
  ]
  return parts.filter(([holds]) => !holds).map(([, what]) => `${page}:${section.line}: '${code}' ${what}`)
}

/** @param {string} text */
const messageOf = (text) => /```text\n([\s\S]*?)```/.exec(text)?.[1] ?? ''

/**
 * Codes that stand in an assertion of a test, the tests of the registry itself left out.
 *
 * @param {string} root
 * @returns {Set<string>}
 */
const expectedCodes = (root) => {
  const found = /** @type {Set<string>} */ (new Set())
  for (const folder of testFolders) {
    for (const file of listFiles(join(root, folder), isTest)) {
      if (`${folder}/${file}`.startsWith('packages/orm/src/errors/')) continue
      for (const node of walk(parseFile(join(root, folder, file)))) {
        if (isText(node) && isAsserted(node)) for (const code of codesIn(node.text)) found.add(code)
      }
    }
  }
  return found
}

/** @type {(node: ts.Node) => node is ts.LiteralLikeNode} */
const isText = (node) =>
  ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node) || ts.isTemplateMiddleOrTemplateTail(node)

/** `key.empty` alone, `[key.empty]` in a message, `key\.empty` in a regular expression. @param {string} text */
const codesIn = (text) => text.replaceAll('\\', '').match(/[a-z]+\.[a-z]+(-[a-z]+)*/g) ?? []

/** Inside `expect(…)…`, a function named for what it expects, or a table of cases. @param {ts.Node} node */
const isAsserted = (node) => {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
    if (
      ts.isCallExpression(parent) &&
      /^(expect|assert|throws|rejects|refuses|fails)|\.each\b/i.test(calleeOf(parent))
    ) {
      return true
    }
  }
  return false
}

/** `expect(x).rejects.toMatchObject` for the call of its last method. @param {ts.CallExpression} call */
const calleeOf = (call) => call.expression.getText()

await runAsProgram(import.meta.url, () => checkErrors())
