package casefile

// Row is one line of a noun's life as documents show it: from these states this
// act leads there, by these people. An empty To stays, or lets the act choose;
// no From is the act a case is born of. By holds the noun's own names of places
// or roles.
type Row struct {
	From []string
	Act  string
	To   string
	By   []string
}

// Names turns a noun's own codes into the strings of a Row.
func Names[T ~string](codes []T) []string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = string(c)
	}
	return names
}
