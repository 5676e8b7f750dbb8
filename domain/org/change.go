package org

import (
	"time"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Edit is what may be said of a unit; what is left out stays.
type Edit struct {
	Name      *string       `json:"name,omitempty" maxLength:"128"`
	ShortName *string       `json:"short_name,omitempty" maxLength:"64"`
	Type      *Type         `json:"type,omitempty"`
	ParentID  *string       `json:"parent_id,omitempty" maxLength:"32"`
	TownCode  *string       `json:"town_code,omitempty" maxLength:"16"`
	Phone     *string       `json:"phone,omitempty" maxLength:"32"`
	SortNo    *int          `json:"sort_no,omitempty" minimum:"-2147483648" maximum:"2147483647"`
	ValidFrom *workcal.Date `json:"valid_from,omitempty" doc:"设立日期"`
	ValidTo   *workcal.Date `json:"valid_to,omitempty" doc:"撤销日期（最后一天）"`
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// Put makes u what the edit says.
func (e Edit) Put(u *Unit) {
	set(&u.Name, e.Name)
	set(&u.ShortName, e.ShortName)
	set(&u.Type, e.Type)
	set(&u.ParentID, e.ParentID)
	set(&u.TownCode, e.TownCode)
	set(&u.Phone, e.Phone)
	set(&u.SortNo, e.SortNo)
	set(&u.ValidFrom, e.ValidFrom)
	set(&u.ValidTo, e.ValidTo)
}

func given[T any](is bool, v T) *T {
	if is {
		return &v
	}
	return nil
}

// Of is what u has where the edit says something.
func (e Edit) Of(u Unit) Edit {
	return Edit{
		Name: given(e.Name != nil, u.Name), ShortName: given(e.ShortName != nil, u.ShortName), Type: given(e.Type != nil, u.Type),
		ParentID: given(e.ParentID != nil, u.ParentID), TownCode: given(e.TownCode != nil, u.TownCode), Phone: given(e.Phone != nil, u.Phone),
		SortNo: given(e.SortNo != nil, u.SortNo), ValidFrom: given(e.ValidFrom != nil, u.ValidFrom), ValidTo: given(e.ValidTo != nil, u.ValidTo),
	}
}

// Between is the edit that makes after of before.
func Between(before, after Unit) Edit {
	return Edit{
		Name: given(before.Name != after.Name, after.Name), ShortName: given(before.ShortName != after.ShortName, after.ShortName),
		Type: given(before.Type != after.Type, after.Type), ParentID: given(before.ParentID != after.ParentID, after.ParentID),
		TownCode: given(before.TownCode != after.TownCode, after.TownCode), Phone: given(before.Phone != after.Phone, after.Phone),
		SortNo:    given(before.SortNo != after.SortNo, after.SortNo),
		ValidFrom: given(before.ValidFrom != after.ValidFrom, after.ValidFrom), ValidTo: given(before.ValidTo != after.ValidTo, after.ValidTo),
	}
}

// ChangeStatus is how far a change of a unit is.
type ChangeStatus string

// A change waits for its day, has come, was taken back, or could not come.
const (
	ChangePending   ChangeStatus = "pending"
	ChangeApplied   ChangeStatus = "applied"
	ChangeWithdrawn ChangeStatus = "withdrawn"
	ChangeFailed    ChangeStatus = "failed"
)

// Change is one change of a unit 单位变更, from a day on: made at once, or planned
// ahead (a reform of offices 机构改革). Before is what the unit had of what changes,
// or was to have by that day when the change was planned; once it has come, when it came.
type Change struct {
	ID          string       `json:"id"`
	OrgID       string       `json:"org_id"`
	EffectiveOn workcal.Date `json:"effective_on"` // first day, CST
	Before      Edit         `json:"before"`
	After       Edit         `json:"after"`
	Status      ChangeStatus `json:"status"`
	MadeBy      string       `json:"made_by"` // name
	MadeAt      time.Time    `json:"made_at"`
	AppliedAt   *time.Time   `json:"applied_at,omitempty"`
	// Reason is why it failed: the code of Fault, which the door puts into words.
	Reason string       `json:"reason,omitempty"`
	Fault  *fault.Fault `json:"-"`
}

// Open tells whether the change still asks for attention: it is to come, or failed
// and nobody has put it aside.
func (c Change) Open() bool { return c.Status == ChangePending || c.Status == ChangeFailed }

// Plan is what the edit changes of u on a later day; u is the unit as it will be by
// then, earlier planned changes made. A unit's own first and last
// day are dates already, so they are no part of it.
func (e Edit) Plan(u Unit, on, today workcal.Date) (Edit, error) {
	if !on.After(today) {
		return Edit{}, fault.New(fault.Invalid, "org.change_past", "%s is not after %s", on, today).On("effective_on")
	}
	after := u
	e.Put(&after)
	changes := Between(u, after)
	if changes.ValidFrom != nil || changes.ValidTo != nil {
		return Edit{}, fault.New(fault.Invalid, "org.change_dates", "first and last day are changed at once").On("effective_on")
	}
	if changes == (Edit{}) {
		return Edit{}, fault.New(fault.Invalid, "org.change_nothing", "unit %s is so already", u.ID)
	}
	return changes, changes.Apply(&after, on)
}

// Apply makes u what the edit says from a day on; a unit that has ended by then
// cannot change any more.
func (e Edit) Apply(u *Unit, on workcal.Date) error {
	if !u.ValidTo.IsZero() && u.ValidTo.Before(on) {
		return fault.New(fault.Conflict, "org.ended", "unit %s ended on %s", u.ID, u.ValidTo).With("date", u.ValidTo.String())
	}
	e.Put(u)
	return u.Check()
}
