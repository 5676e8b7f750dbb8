package process

import (
	"encoding/json"
	"slices"
)

// AskedField is a field that an applicant fills in.
type AskedField struct {
	Key      string `json:"key"`
	Required bool   `json:"required,omitempty"`
	// Units tells that the field names units by id: "one" or "many" of them.
	Units string `json:"units,omitempty"`
}

// Asked lists the fields that an applicant fills in, in the form's order: those
// the form demands, and those that no stage writes later.
func (d *Definition) Asked() []AskedField {
	g := NewGraph(d)
	var theirs, one, many []string
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		if n.Over != "" {
			many = append(many, n.Over)
		}
		if n.Stage == nil {
			continue
		}
		theirs = append(append(theirs, n.Stage.Fields.Write...), n.Stage.Fields.Required...)
		for _, w := range n.Stage.By {
			if w.OrgField != "" && w.OrgField != "item" {
				one = append(one, w.OrgField)
			}
		}
	}
	var root struct {
		Required []string `json:"required"`
	}
	// A schema that cannot be read has no fields either.
	_ = json.Unmarshal(d.Form.Schema, &root)
	asked := []AskedField{}
	for _, f := range d.Fields() {
		x := AskedField{Key: f.Key, Required: slices.Contains(root.Required, f.Key)}
		if !x.Required && slices.Contains(theirs, f.Key) {
			continue
		}
		switch {
		case slices.Contains(many, f.Key):
			x.Units = "many"
		case slices.Contains(one, f.Key):
			x.Units = "one"
		}
		asked = append(asked, x)
	}
	return asked
}
