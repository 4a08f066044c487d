// Prints the columns and rows of a Parquet file as JSON, read by hyparquet, which has no code in common with Arrow.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const file = await asyncBufferFromFile(process.argv[2])
const { schema } = await parquetMetadataAsync(file)
const columns = schema.slice(1).map(({ name, type, logical_type, repetition_type }) =>
  ({ name, type, logical: logical_type?.type ?? null, required: repetition_type === 'REQUIRED' }))
const rows = await parquetReadObjects({ file, compressors })
console.log(JSON.stringify({ columns, rows }, (_, value) => typeof value === 'bigint' ? Number(value) : value))
