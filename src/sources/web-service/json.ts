export { type BodyFault, excerpt, type ParsedJson, parseJson } from '../json.ts'
