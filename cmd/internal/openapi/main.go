// Command openapi writes the OpenAPI document of the API to the file named, without
// a server or a database. The console's types are generated from it (npm run gen).
package main

import (
	"fmt"
	"os"

	"github.com/diaodu/diaodu/api"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: openapi FILE")
		os.Exit(2)
	}
	doc, err := api.Document()
	if err == nil {
		err = os.WriteFile(os.Args[1], doc, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
