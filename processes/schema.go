package processes

import _ "embed"

// Schema is the JSON Schema of a definition's YAML, as it lies beside the
// definitions for editors. It is written by process.Schema.
//
//go:embed process.schema.json
var Schema []byte
