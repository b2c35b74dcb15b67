import { Option } from 'commander'

export type Globals = { readonly config: string }

export function configOption(): Option {
  return new Option('-c, --config <file>', 'the configuration')
    .default('config/endpoint-drift.yaml')
    .env('ENDPOINT_DRIFT_CONFIG')
}

/** The code is set, not exited with: what is still being written to a pipe must arrive. */
export function exitWith(code: number): void {
  process.exitCode = code
}
