/**
 * One profile of the shared AWS config and credentials files, as far as the transport needs it. Reading never
 * fails: a file that is not there is empty.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Settings of a section; a nested one is under `parent.name`. */
export type Section = Readonly<Record<string, string>>

/** Environment variables. Not Node's own type, which programs without the types of Node lack. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the files say for the chosen profile. */
export interface SharedConfig {
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly maxAttempts: string | undefined
  readonly useFips: string | undefined
  readonly useDualstack: string | undefined
}

/** Reads the profile that `AWS_PROFILE` names, or `default`. */
export const readSharedConfig = async (env: Environment): Promise<SharedConfig> => {
  const folder = join(env['HOME'] ?? env['USERPROFILE'] ?? homedir(), '.aws')
  const [config, credentials] = await Promise.all([
    readSections(env['AWS_CONFIG_FILE'] ?? join(folder, 'config')),
    readSections(env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials')),
  ])
  const name = env['AWS_PROFILE'] ?? 'default'
  const own = config.get(`profile ${name}`) ?? (name === 'default' ? config.get('default') : undefined) ?? {}
  const profile: Section = { ...own, ...credentials.get(name) }
  const services = own['services'] === undefined ? undefined : config.get(`services ${own['services']}`)
  return {
    region: profile['region'],
    endpoint: services?.['dynamodb.endpoint_url'] ?? own['endpoint_url'],
    maxAttempts: profile['max_attempts'],
    useFips: profile['use_fips_endpoint'],
    useDualstack: profile['use_dualstack_endpoint'],
  }
}

const readSections = async (path: string): Promise<ReadonlyMap<string, Section>> => {
  try {
    return parseSections(await readFile(path, 'utf8'))
  } catch {
    return new Map()
  }
}

/** Parses the INI dialect of the shared files: sections, settings, one level of indented settings, comments. */
export const parseSections = (text: string): ReadonlyMap<string, Section> => {
  const sections = new Map<string, Record<string, string>>()
  let section: Record<string, string> | undefined
  let parent: string | undefined
  for (const raw of text.split(/\r?\n/)) {
    const line = (raw.split(/(?:^|\s)[;#]/)[0] ?? '').trim()
    if (line.startsWith('[') && line.endsWith(']')) {
      const name = line.slice(1, -1).trim().replace(/\s+/g, ' ').replace(/["']/g, '')
      section = sections.get(name) ?? Object.create(null)
      if (section) sections.set(name, section)
      parent = undefined
      continue
    }
    const equals = line.indexOf('=')
    if (!section || equals < 1) continue
    const name = line.slice(0, equals).trim()
    const value = line.slice(equals + 1).trim()
    if (!/^\s/.test(raw)) parent = undefined
    if (value === '') parent = name
    else section[parent === undefined ? name : `${parent}.${name}`] = value
  }
  return sections
}
