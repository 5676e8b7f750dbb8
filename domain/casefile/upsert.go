package casefile

import "slices"

// Upsert replaces the rows with the same keys and adds the others at the end, as
// a noun's Apply takes over what an event changed. have itself stays as it was.
func Upsert[T any, K comparable](have, changed []T, key func(T) K) []T {
	if len(changed) == 0 {
		return have
	}
	out := slices.Clone(have)
	for _, c := range changed {
		i := slices.IndexFunc(out, func(h T) bool { return key(h) == key(c) })
		if i < 0 {
			out = append(out, c)
		} else {
			out[i] = c
		}
	}
	return out
}
