package api

import (
	"bytes"
	"encoding/json"
	"fmt"
)

//go:generate npm --prefix ../web run -s gen

// Document is the OpenAPI document as served at /openapi.json, indented so that
// a change of the contract can be read line by line. It needs no database and
// is the same, byte for byte, whenever the code is.
func Document() ([]byte, error) {
	raw, err := json.Marshal(New(Deps{}).OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", " "); err != nil {
		return nil, fmt.Errorf("indent the OpenAPI document: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
