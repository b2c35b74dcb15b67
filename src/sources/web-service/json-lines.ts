export { jsonLines } from '../json-lines.ts'
