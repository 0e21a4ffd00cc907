/** The `storm` command line: names, options and help of every command. */
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DevOptions } from './commands/dev.ts'
import { exitCodeHelp } from './exit-codes.ts'

/** What the commands do; each gives an exit code. Loaded when called, so that `--help` loads nothing. */
export interface Actions {
  readonly dev: (command: readonly string[], options: DevOptions) => Promise<void>
}

export const createProgram = (actions: Actions): Command => {
  const program = new Command('storm')
    .description('Tools for single-table-orm.')
    .version(version(), '-v, --version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(storm --help shows what there is)')
    .addHelpText('after', exitCodeHelp)
  program
    .command('dev')
    .summary('run a command with a DynamoDB of its own')
    .description(
      'Starts a DynamoDB engine on this machine, in memory, and runs the command with AWS_ENDPOINT_URL_DYNAMODB, ' +
        'AWS_REGION and (if there are none) made-up credentials in its environment. Without a command it runs until ' +
        'Ctrl-C. The engine ends with storm.',
    )
    .usage('[options] [--] [command...]')
    .argument('[command...]', 'what to run, with its arguments')
    .addOption(new Option('-p, --port <number>', 'port of the engine (default: a free one)').argParser(parsePort))
    .addOption(
      new Option('-e, --engine <name>', 'this engine and no other (default: the first that is installed)').choices([
        'dynoxide',
        'dynamodb-local',
        'dynalite',
      ]),
    )
    .option('-t, --table <file>', 'JSON file with the input of CreateTable, or a list; may be repeated', collect)
    .option('--json', 'print one line of JSON instead of text (with a command on stderr)')
    .passThroughOptions()
    .exitOverride()
    .addHelpText('after', exitCodeHelp)
    .addHelpText('after', '\nExample:\n  storm dev --table shop.json -- npm test')
    .action((command: string[], options: DevOptions) => actions.dev(command, options))
  return program
}

const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 1 to 65535.')
}

const collect = (value: string, previous: readonly string[] = []): string[] => [...previous, value]

const version = (): string => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
