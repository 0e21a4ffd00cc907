/** Text for a terminal, or for a pipe: width, colour, wrapping. Colours only where someone looks and has not declined them. */
import { stripVTControlCharacters, styleText } from 'node:util'
import { NO_BREAK } from './json.ts'

/** What is written to: `process.stdout`, or anything that takes text. */
export interface Output {
  /** Characters in a line, of a terminal. */
  readonly columns?: number | undefined
  readonly isTTY?: boolean | undefined
  /** Whether colours are shown; Node's streams look at NO_COLOR, TERM and the like. */
  hasColors?(): boolean
  write(text: string): unknown
}

/** Styles are named after what they mark. */
const styles = {
  title: 'bold',
  code: 'cyan',
  faint: 'dim',
  good: 'green',
  bad: 'red',
} as const

export type Style = keyof typeof styles

/** Text beside its heading. */
export interface Entry {
  readonly left: string
  readonly right: string
}

/** Columns before a label, and of the label itself. */
const INDENT = 4
const LABEL = 10

/** Prints lines; the only thing that knows whether there are colours. */
export class Terminal {
  readonly width: number
  readonly #output: Output
  readonly #colours: boolean

  constructor(output: Output) {
    const terminal = output.isTTY === true
    this.#output = output
    this.#colours = terminal && (output.hasColors?.() ?? false)
    this.width = Math.max(40, Math.min((terminal && output.columns) || 80, 120))
  }

  /** One line as it is. */
  line(text = ''): void {
    this.#output.write(`${text}\n`)
  }

  style(style: Style, text: string): string {
    // Whether the stream shows colours was asked already.
    return this.#colours ? styleText(styles[style], text, { validateStream: false }) : text
  }

  /** `✓` or `✗`. */
  mark(good: boolean): string {
    return good ? this.style('good', '✓') : this.style('bad', '✗')
  }

  /** A line with something at its right edge. */
  spread(left: string, right: string): void {
    const space = this.width - stripVTControlCharacters(left + right).length
    this.line(left + ' '.repeat(Math.max(1, space)) + right)
  }

  rule(width = this.width): void {
    this.line(this.style('faint', '─'.repeat(width)))
  }

  /** A paragraph over the whole width. */
  paragraph(text: string): void {
    for (const line of wrap(text, this.width)) this.line(line)
  }

  /** Text behind a label. Its own line breaks are kept; lines that go on are indented by two where it is code or data. */
  labelled(label: string, text: string, style?: Style): void {
    const hang = style === 'code' || style === 'bad' ? 2 : 0
    const lines = text.split('\n').flatMap((line) => wrap(line, this.width - INDENT - LABEL, hang))
    lines.forEach((line, position) => {
      this.#behind(position === 0 ? label : '', style === undefined ? line : this.style(style, line))
    })
  }

  /** Entries in two columns behind a label; long text stays in its column. */
  entries(label: string, entries: readonly Entry[], style?: Style): void {
    const width = Math.max(...entries.map(({ left }) => left.length)) + 2
    const text = entries.flatMap(({ left, right }) =>
      wrap(right, this.width - INDENT - LABEL - width, 2).map((line, row) => (row ? '' : left).padEnd(width) + line),
    )
    text.forEach((line, position) => {
      this.#behind(position === 0 ? label : '', style === undefined ? line : this.style(style, line))
    })
  }

  #behind(label: string, text: string): void {
    const padded = label.padEnd(LABEL)
    this.line(' '.repeat(INDENT) + (label === '' ? padded : this.style('faint', padded)) + text)
  }
}

/**
 * Breaks a line between words. Further lines are indented as the first one is, and by `hang` more. A no-break space is
 * printed as a space, and broken at only where nothing else fits; a word that is too long for a line ends with the line.
 */
export const wrap = (line: string, width: number, hang = 0): string[] => {
  const lines: string[] = []
  const margin = (/^ */.exec(line)?.[0] ?? '') + ' '.repeat(hang)
  let rest = line
  while (rest.length > width) {
    const end = [' ', NO_BREAK].map((space) => rest.lastIndexOf(space, width)).find((at) => at > margin.length) ?? width
    lines.push(rest.slice(0, end))
    rest = margin + rest.slice(end).trimStart()
  }
  return [...lines, rest].map((text) => text.replaceAll(NO_BREAK, ' ').trimEnd())
}
