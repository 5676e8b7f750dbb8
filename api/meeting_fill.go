package api

import (
	"context"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// fill replaces what a request says about units, projects and people by what
// the register says.
func (k meetingDesk) fill(ctx context.Context, f *meeting.Form) (err error) {
	if p := f.Position; p != nil {
		if p.Org, err = unitOf(ctx, k.Directory, p.Org.ID); err != nil {
			return err
		}
	}
	for i := range f.Attendees {
		a := &f.Attendees[i]
		if a.Org, err = unitOf(ctx, k.Directory, a.Org.ID); err != nil {
			return err
		}
		if err := k.name(ctx, a.UserID, &a.Name); err != nil {
			return err
		}
	}
	for i := range f.Resolutions {
		if err := k.fillResolution(ctx, &f.Resolutions[i]); err != nil {
			return err
		}
	}
	f.Distribution, err = unitsOf(ctx, k.Directory, f.Distribution)
	return err
}

// entry is a matter with the names of the register.
func (k meetingDesk) entry(ctx context.Context, given *MeetingEntry) (*between.AgendaEntry, error) {
	if given == nil {
		return nil, nil
	}
	e := between.AgendaEntry{Title: given.Title, PreCoord: given.PreCoord, Tendency: given.Tendency, RaisedOn: workcal.DateOf(k.Now())}
	var err error
	if e.Lead, err = unitOf(ctx, k.Directory, given.Lead); err != nil {
		return nil, err
	}
	for _, id := range given.Co {
		u, err := unitOf(ctx, k.Directory, id)
		if err != nil {
			return nil, err
		}
		e.Co = append(e.Co, u)
	}
	if given.ProjectID != "" {
		brief, err := k.Directory.ProjectBrief(ctx, given.ProjectID)
		if err != nil {
			return nil, err
		}
		e.Project = projectRef(brief)
	}
	return &e, nil
}

func (k meetingDesk) fillResolution(ctx context.Context, r *meeting.Resolution) (err error) {
	if t := r.Task; t != nil {
		if t.Lead, err = unitOf(ctx, k.Directory, t.Lead.ID); err != nil {
			return err
		}
		if t.Co, err = unitsOf(ctx, k.Directory, t.Co); err != nil {
			return err
		}
		if err := k.name(ctx, t.Leader, &t.LeaderName); err != nil {
			return err
		}
	}
	if f := r.TaskForce; f != nil {
		if err := k.name(ctx, f.LeadID, &f.LeadName); err != nil {
			return err
		}
		for i := range f.Members {
			m := &f.Members[i]
			if m.Org, err = unitOf(ctx, k.Directory, m.Org.ID); err != nil {
				return err
			}
			if err := k.name(ctx, m.UserID, &m.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// name looks a person's name up; somebody without account keeps the name given.
func (k meetingDesk) name(ctx context.Context, userID string, name *string) error {
	if userID == "" {
		return nil
	}
	u, err := k.Users.User(ctx, userID)
	if err != nil {
		return err
	}
	*name = u.Name
	return nil
}

// spokenOf joins the texts that the first draft of the minutes is made of.
func spokenOf(t store.MeetingTexts) []meeting.Spoken {
	byItem := map[string][]meeting.SpokenResolution{}
	for _, r := range t.Resolutions {
		s := meeting.SpokenResolution{ID: r.ID, Kind: r.Kind, Text: r.Text, Content: r.Content, Standard: r.Standard, Lead: r.LeadName, Due: r.Due.Date}
		for _, co := range r.Co {
			s.Co = append(s.Co, co.Name)
		}
		byItem[r.ItemID] = append(byItem[r.ItemID], s)
	}
	items := make([]meeting.Spoken, 0, len(t.Items))
	for _, it := range t.Items {
		items = append(items, meeting.Spoken{ItemID: it.ID, Title: it.Title, Speaker: it.Speaker, Resolutions: byItem[it.ID]})
	}
	return items
}
