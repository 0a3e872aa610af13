/**
 * The command's first file: lets Node keep the compiled code between runs (22.1 and later; in the folder for temporary
 * files), then loads the command line. Half of a short run is the compiling of code that did not change.
 */
import * as module from 'node:module'
import { join } from 'node:path'

const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown } // Absent on Node 20.
enableCompileCache?.()
// The build writes `main.ts` as a file of its own under this name; a bundle of both could not be cached. It is
// required: an `import()` would first read the whole file for its exports.
module.createRequire(join(import.meta.dirname, 'cli.js'))('./logkeel.js')
