package org

import (
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Unit is one unit 单位 of the register. A unit is ended by its last day, never
// deleted: what it did keeps its name.
type Unit struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	ShortName string       `json:"short_name"`
	Type      Type         `json:"type"`
	ParentID  string       `json:"parent_id"`
	TownCode  string       `json:"town_code"`
	Phone     string       `json:"phone"`
	SortNo    int          `json:"sort_no"`
	ValidFrom workcal.Date `json:"valid_from"` // first day
	ValidTo   workcal.Date `json:"valid_to"`   // last day, none while it lasts
	Demo      bool         `json:"demo"`
	Version   int          `json:"version"`
}

// Check refuses a unit whose fields cannot be right.
func (u Unit) Check() error {
	switch {
	case strings.TrimSpace(u.Name) == "":
		return fault.New(fault.Invalid, "org.missing", "no name").On("name")
	case u.Type.Text() == "":
		return fault.New(fault.Invalid, "org.type_unknown", "no type %q", u.Type).On("type")
	case u.ValidFrom.IsZero() || (!u.ValidTo.IsZero() && u.ValidTo.Before(u.ValidFrom)):
		return fault.New(fault.Invalid, "org.dates", "valid from %s to %s", u.ValidFrom, u.ValidTo).On("valid_from")
	}
	return nil
}

// Text is the kind of unit in Chinese.
func (t Type) Text() string {
	switch t {
	case Department:
		return "部门"
	case Town:
		return "镇街"
	case Park:
		return "园区"
	case Utility:
		return "公用企业"
	case StateBody:
		return "垂管单位"
	case District:
		return "区级"
	}
	return ""
}

// TownName is one town 镇街 by its national code.
type TownName struct {
	Code string `json:"code"` // 500153001
	Name string `json:"name"`
}
