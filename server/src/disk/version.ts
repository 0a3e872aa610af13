/** The version of the build: esbuild puts it in; from the sources it is read from `package.json`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

declare const LOGKEEL_VERSION: string | undefined

export const version: string =
  typeof LOGKEEL_VERSION === 'string'
    ? LOGKEEL_VERSION
    : (
        JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
          version: string
        }
      ).version // Our own file.
