package casefile

import "slices"

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

// ByHand lists the acts that somebody may order of a case once it is born, in any
// version of its noun's life, the newest first: those that are not the system's
// alone, who is called system there. Each is named once.
func ByHand(newest int, table func(life int) []Row, system string) []string {
	var acts []string
	for life := newest; life > 0; life-- {
		for _, r := range table(life) {
			born := slices.ContainsFunc(r.From, func(s string) bool { return s != "" })
			people := slices.ContainsFunc(r.By, func(who string) bool { return who != system })
			if born && people && !slices.Contains(acts, r.Act) {
				acts = append(acts, r.Act)
			}
		}
	}
	return acts
}
