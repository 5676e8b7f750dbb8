package approval

import "slices"

// PostKey names a post as questions to the directory do: "role@unit", or
// "role@" for a post of the district.
func PostKey(role, unit string) string { return role + "@" + unit }

// AsksAbout lists what the directory must be asked before the application hears
// that somebody left, came or changed posts (E28): nothing where it is not
// concerned. posts are those the person had or has, as PostKey names them.
func (a *Approval) AsksAbout(userID string, posts []string) []Ask {
	if !a.Born() || !a.Status.Live() {
		return nil
	}
	g := a.Graph()
	var asks []Ask
	add := func(q Ask) {
		if !slices.Contains(asks, q) {
			asks = append(asks, q)
		}
	}
	concerned := a.Holds(userID)
	for i := range a.Seats {
		s := &a.Seats[i]
		r := a.run(s.Run)
		if r == nil || !r.Open || !s.State.Pending() || s.Owner {
			continue
		}
		if s.Post {
			q := postAsk(s.Role, s.Org.ID)
			add(q)
			concerned = concerned || s.User.UserID == "" && slices.Contains(posts, q.Key)
		}
		n, ok := g.Node(r.Step)
		if !ok || n.Stage == nil {
			continue
		}
		for k, w := range a.rulesOf(n.Stage) {
			for _, q := range a.asks(w, *r) {
				add(q)
				waited := s.State == Held && k == s.Rule
				concerned = concerned || waited && (slices.Contains(posts, q.Key) || q.User == userID)
			}
		}
	}
	if !concerned {
		return nil
	}
	add(userAsk(userID))
	return asks
}
