/** The exit codes of `storm`. They are part of the interface: scripts rely on them, and `--help` lists them. */
export const exitCodes = {
  done: 0,
  usage: 2,
  noEngine: 3,
  notExecutable: 126,
  notFound: 127,
  /** Plus the number of the signal that ended the command, as shells do. */
  signalBase: 128,
} as const

export const exitCodeHelp = `
Exit codes:
  0      done, or ended by Ctrl-C
  2      wrong usage: an unknown option, a bad value, an unreadable file
  3      no engine could be started, or it ended by itself
  126    the command cannot be executed
  127    there is no such command
  128+n  the command was ended by signal n
  other  the exit code of the command`
