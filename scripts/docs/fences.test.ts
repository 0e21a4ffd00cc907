import { describe, expect, it } from 'vitest'
import { fencesOfDocstrings, fencesOfMarkdown } from './fences.mjs'

const fence = '```'

describe('fences', () => {
  it('finds blocks of Markdown with language, flags and first line, hidden and indented ones too', () => {
    const text = [
      `# A`,
      `${fence}ts run`,
      'a()',
      '',
      'b()',
      fence,
      '- item',
      `  ${fence}bash`,
      '  ls',
      `  ${fence}`,
      '<!--',
      `${fence}ts`,
      'c()',
      fence,
      '-->',
    ]
    expect(fencesOfMarkdown('a.md', text.join('\n'))).toEqual({
      fences: [
        { page: 'a.md', line: 3, language: 'ts', flags: ['run'], code: 'a()\n\nb()' },
        { page: 'a.md', line: 9, language: 'bash', flags: [], code: 'ls' },
        { page: 'a.md', line: 13, language: 'ts', flags: [], code: 'c()' },
      ],
      problems: [],
    })
  })

  it('finds blocks of docstrings, and none of other comments and texts', () => {
    const text = [
      '/** One. */',
      'const a = 1',
      '  /**',
      '   * Two.',
      `   * ${fence}ts run`,
      '   * go()',
      '   *   .on()',
      `   * ${fence}`,
      '   */',
      `// ${fence}ts`,
      `const b = '${fence}ts'`,
    ]
    expect(fencesOfDocstrings('a.ts', text.join('\n'))).toEqual({
      fences: [{ page: 'a.ts', line: 6, language: 'ts', flags: ['run'], code: 'go()\n  .on()' }],
      problems: [],
    })
  })

  it.each([
    [
      'an unknown language',
      `${fence}js\n1\n${fence}`,
      "a.md:1: 'js' is not a known language of code blocks; use ts, bash, sh, text, json.",
    ],
    [
      'no language',
      `\n${fence}\n1\n${fence}`,
      "a.md:2: '' is not a known language of code blocks; use ts, bash, sh, text, json.",
    ],
    [
      'an unknown flag',
      `${fence}ts skip\n1\n${fence}`,
      "a.md:1: 'skip' is not a flag of a ts block; flags are run, alone.",
    ],
    ['no end', `a\n${fence}ts\n1\n`, 'a.md:2: The fence has no end.'],
    [
      'a result that nothing would check',
      `${fence}ts\n1 // => 2\n${fence}`,
      'a.md:1: A result in a block that is not run is never checked; mark it `ts run`.',
    ],
  ])('rejects %s', (_name, text, problem) => {
    expect(fencesOfMarkdown('a.md', text)).toEqual({ fences: [], problems: [problem] })
  })
})
