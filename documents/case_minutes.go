package documents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Office is who issues the papers of a district.
type Office struct {
	District string // 荣昌区
	Issuer   string // 荣昌区人民政府办公室: issues minutes
	Unit     string // 荣昌区重点问题调度办公室: issues letters
	Contact  string // 陈某，023-46700000
}

// Rongchang is the office the product was first made for; an operator names another.
var Rongchang = Office{
	District: "荣昌区", Issuer: "荣昌区人民政府办公室", Unit: "荣昌区重点问题调度办公室", Contact: "荣昌区重点问题调度办公室",
}

// MinutesOf makes the minutes of a meeting from its events, which hold every
// text the state does not keep. Paragraphs written in the minutes stand as they
// were written; what has no paragraph is printed from the decision itself. Until
// they are issued they are a draft with the sign chain so far.
func MinutesOf(events []casefile.Event, o Office) (Minutes, error) {
	r, err := readRecord(events)
	if err != nil {
		return Minutes{}, err
	}
	m := Minutes{
		Mark: o.District + mark(r.m.Name), DocNo: r.m.Minutes.DocNo, Title: r.title() + "纪要", HeldOn: r.m.HeldOn,
		Place: r.m.Place, Chair: r.m.Chair.Name, Opening: r.parts[meeting.Preface], Ending: r.parts[meeting.Ending],
		Attendees: r.attendees(), IssuedBy: o.Issuer, IssuedOn: r.m.Minutes.IssuedOn, Distribution: r.distribution,
		Draft: r.m.Status != meeting.Issued, SignChain: r.chain,
	}
	if last := r.m.Last; last != nil && last.Total > 0 && m.Opening == "" {
		m.Report = fmt.Sprintf("会议通报了上次议定事项落实情况：共%d项，办结%d项，推进%d项，逾期%d项。", last.Total, last.Done, last.Going, last.Overdue)
	}
	for _, it := range r.inOrder() {
		m.Items = append(m.Items, r.item(it, len(m.Items)+1))
	}
	return m, nil
}

// mark is the 纪要标志 of a meeting's name.
func mark(name string) string {
	if strings.HasSuffix(name, "会") {
		name += "议"
	}
	return name + "纪要"
}

// record is a meeting folded together with its texts.
type record struct {
	m            meeting.Meeting
	entries      map[string]meeting.NewItem // by item, as prepared since
	settled      workcal.Date               // the agenda was locked, or the locked meeting moved; zero while it is open
	parts        map[string]string          // of the minutes, by anchor
	resolved     map[string]*Resolution
	speakers     []Party
	chain        []Signature
	distribution []string
}

func readRecord(events []casefile.Event) (*record, error) {
	r := &record{entries: map[string]meeting.NewItem{}, parts: map[string]string{}, resolved: map[string]*Resolution{}}
	for _, ev := range events {
		if err := r.take(ev); err != nil {
			return nil, fmt.Errorf("read meeting %s: %w", ev.CaseID, err)
		}
	}
	return r, nil
}

// title is the meeting's name with its month, as papers write months.
func (r *record) title() string { return strings.Replace(r.m.Title(), "年0", "年", 1) }

// inOrder are the items as the meeting hears them.
func (r *record) inOrder() []*meeting.Item {
	var out []*meeting.Item
	for _, section := range meeting.Sections {
		for i := range r.m.Items {
			if it := &r.m.Items[i]; it.Section == section {
				out = append(out, it)
			}
		}
	}
	return out
}

func (r *record) take(ev casefile.Event) error {
	if err := r.m.Apply(ev); err != nil {
		return err
	}
	c, err := meeting.ReadChange(ev)
	if err != nil {
		return err
	}
	r.settle(ev)
	switch ev.Act {
	case meeting.ActAddItem:
		r.entries[c.Item.ID] = *c.Item
	case meeting.ActSetSlot, meeting.ActPosition, meeting.ActTendency, meeting.ActPrepare:
		r.prepare(c)
	case meeting.ActSpeak:
		r.spoke(c)
	case meeting.ActDecide:
		for _, x := range c.Resolutions {
			r.resolved[x.ID] = resolution(x)
		}
	case meeting.ActAmend, meeting.ActConsent:
		r.amend(c.Amendment, ev.Act == meeting.ActConsent)
	case meeting.ActDraft, meeting.ActEdit:
		for _, p := range c.Parts {
			r.parts[p.Anchor] = p.Text
		}
	case meeting.ActIssue:
		for _, u := range c.Distribution {
			r.distribution = append(r.distribution, u.Name)
		}
	}
	if step := signSteps[ev.Act]; step != "" {
		r.chain = append(r.chain, Signature{Step: step, Name: ev.Actor.Name, Opinion: c.Reason, On: workcal.DateOf(ev.At)})
	}
	return nil
}

// signSteps are the acts the sign chain shows.
var signSteps = map[string]string{
	meeting.ActDraft: "起草", meeting.ActEdit: "审改", meeting.ActReview: "审核", meeting.ActReturn: "退改", meeting.ActSign: "签发",
}

func resolution(x meeting.Resolved) *Resolution {
	r := &Resolution{Anchor: x.ID, Kind: kindWords[x.Kind], Text: x.Text}
	if t := x.Task; t != nil {
		if r.Text == "" {
			r.Text = t.Content
		}
		r.Lead, r.Standard, r.Due = t.Lead.Name, t.Standard, t.Due
		for _, co := range t.Co {
			r.Co = append(r.Co, co.Name)
		}
	}
	if f := x.TaskForce; f != nil && x.Task == nil {
		if r.Text == "" {
			r.Text = "成立" + f.Name
		}
		if f.LeadName != "" {
			r.Text += "，专班长：" + f.LeadName
		}
	}
	if r.Text == "" {
		r.Text = r.Kind
	}
	return r
}

// amend changes a resolution. A change after closing keeps the old text (R18);
// either way a paragraph written before it no longer says what was decided.
func (r *record) amend(a *meeting.Amendment, afterClosing bool) {
	x := r.resolved[a.ResolutionID]
	if x == nil {
		return
	}
	before := r.parts[a.ResolutionID]
	if before == "" {
		before = x.Text
	}
	if afterClosing && x.Amended == "" {
		x.Amended = before
		if before == x.Text && !x.Due.IsZero() {
			x.Amended += "，完成时限" + ChineseDate(x.Due)
		}
	}
	delete(r.parts, a.ResolutionID)
	for _, change := range []struct {
		to   *string
		with string
	}{{&x.Text, a.Change.Content}, {&x.Text, a.Change.Text}, {&x.Standard, a.Change.Standard}} {
		if change.with != "" {
			*change.to = change.with
		}
	}
	if !a.Change.Due.IsZero() {
		x.Due = a.Change.Due
	}
}

// spoke lists an owner who spoke among those who sat in.
func (r *record) spoke(c meeting.Change) {
	for i := range r.m.Items {
		it := &r.m.Items[i]
		if it.ID == c.ItemID && c.Speaker != "" && it.Project > 0 {
			r.speakers = join(r.speakers, r.m.Projects[it.Project-1].EnterpriseName, c.Speaker)
		}
	}
}

func (r *record) item(it *meeting.Item, no int) MinutesItem {
	out := MinutesItem{No: no, IssueID: it.Issue, Title: r.entries[it.ID].Entry.Title, Wording: r.parts[it.ID]}
	if it.Project > 0 {
		p := r.m.Projects[it.Project-1]
		out.Project, out.Owner = p.Name, p.EnterpriseName
	}
	for _, x := range it.Outcomes {
		if decided := r.resolved[x.ID]; decided != nil {
			said := *decided
			said.Wording = r.parts[x.ID]
			out.Resolutions = append(out.Resolutions, said)
		}
	}
	return out
}

// attendees are those who signed in; where nobody did, those invited.
func (r *record) attendees() Attendees {
	var out Attendees
	nobody := !slices.ContainsFunc(r.m.Attendees, func(a meeting.Attendee) bool { return a.Signed != "" })
	for _, a := range r.m.Attendees {
		as, name := a.Signed, a.Duty+a.Name
		switch {
		case nobody:
			as = a.Role
		case as == meeting.Substitute:
			as, name = a.Role, a.Substitute+"（代"+a.Name+"）"
			if a.Name == "" {
				name = a.Substitute
			}
		}
		switch as {
		case meeting.Attend:
			out.Attend = join(out.Attend, a.Org.Name, name)
		case meeting.Observe:
			out.Observe = join(out.Observe, a.Org.Name, name)
		case meeting.Excused:
			out.Excused = join(out.Excused, a.Org.Name, name)
		}
	}
	for _, s := range r.speakers {
		for _, name := range s.Names {
			out.Observe = join(out.Observe, s.Org, name)
		}
	}
	return out
}

// join adds a name to its unit's entry, once.
func join(parties []Party, unit, name string) []Party {
	at := slices.IndexFunc(parties, func(p Party) bool { return p.Org == unit })
	if at < 0 {
		parties, at = append(parties, Party{Org: unit}), len(parties)
	}
	if name != "" && !slices.Contains(parties[at].Names, name) {
		parties[at].Names = append(parties[at].Names, name)
	}
	return parties
}
