package org

import "testing"

func TestEveryRoleHasAName(t *testing.T) {
	seen := map[string]Role{}
	for _, r := range Roles {
		name := r.Text()
		if name == "" || seen[name] != "" {
			t.Errorf("role %s is called %q, as is %q", r, name, seen[name])
		}
		seen[name] = r
	}
	if Role("nobody").Text() != "" {
		t.Error("an unknown role has a name")
	}
}
