package e2e

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// claimed is an application whose clerk has taken the post's seat.
func (o *office) claimed() string {
	o.t.Helper()
	id := o.submit(o.process(twoStep))
	o.must(id, clerk, approval.ActClaim, approval.Form{})
	return id
}

// colleague hires somebody of the clerk's post; more often does no harm.
func (o *office) colleague(id string) org.Actor {
	o.t.Helper()
	p := official(id, "o-build", org.Handler)
	if _, err := o.store.User(context.Background(), id); err != nil {
		o.hire(p)
	}
	return p
}

// inPlaceOf is somebody who stands in 代理 for another, as the door makes them.
func inPlaceOf(b, a org.Actor) org.Actor {
	a.StandsInFor, a.UserID, a.Name = a.UserID, b.UserID, b.Name
	return a
}

// tellOfPeople tells applications of everything that changed in the directory.
func (o *office) tellOfPeople() {
	o.t.Helper()
	_, err := activities.People{Book: o.store, Cases: o.cases, Now: time.Now}.Tell(context.Background())
	require.NoError(o.t, err)
}

// disable shuts somebody out; one administrator has to be left for it.
func (o *office) disable(p org.Actor) {
	o.t.Helper()
	if _, err := o.store.User(context.Background(), "u-admin"); err != nil {
		o.hire(org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}})
	}
	_, err := o.store.SetDisabled(context.Background(), casefile.Meta{Actor: org.Clock}, p.UserID, true, time.Now())
	require.NoError(o.t, err)
}

var moreRuleJourneys = []ruleJourney{
	{18, "papers_asked_for_and_taken_in", func(o *office) string {
		id := o.submit(o.process("  - {stage: accept, accepts: true, by: {role: dept_receiver}, within: 5, may: [supplement]}\n  - {stage: last, by: {role: dept_lead}}\n",
			"limits: {statutory: 20}\nmaterials: [{id: drawing, name: 施工图, required: true}]"))
		o.must(id, receiver, approval.ActSupplement, approval.Form{Gaps: []approval.Gap{{Material: "drawing", Code: "unclear", Text: "图纸看不清"}}})
		o.must(id, applicant, approval.ActSupply, approval.Form{Materials: []between.GivenMaterial{{ID: "drawing", Files: []casefile.Attachment{{FileID: "f-2", Name: "施工图"}}}}})
		o.must(id, receiver, approval.ActTakeIn, approval.Form{})
		o.yes(id, receiver)
		o.at(id, "last")
		return id
	}},
	{19, "a_new_calendar_moves_the_timer", func(o *office) string {
		id := o.submit(o.process(twoStep))
		a := o.approval(id)
		due := a.Wake()
		// Two days, because what comes in after hours counts from the next workday.
		first := a.Cal.NextWorkday(casefile.Today(time.Now()).AddDays(1))
		longer, err := a.Cal.WithLocal([]workcal.Date{first, a.Cal.NextWorkday(first.AddDays(1))}, nil)
		require.NoError(o.t, err)
		longer.Version = "longer"
		cmd := ordering(org.Clock, request(), casefile.ActRecalendar, approval.Form{})
		cmd.Calendar = &longer
		_, err = o.cases.Do(context.Background(), casefile.Approval, id, cmd)
		require.NoError(o.t, err)
		require.True(o.t, o.approval(id).Wake().At.After(due.At))
		o.yes(id, clerk)
		return id
	}},
	{20, "transferred", func(o *office) string {
		id := o.claimed()
		next := o.colleague("u-next")
		o.must(id, clerk, approval.ActTransfer, approval.Form{People: people(next)})
		o.refuses("approval.claimed", id, clerk, approval.ActApprove, approval.Form{Seat: "s1"})
		o.yes(id, next)
		o.at(id, "last")
		return id
	}},
	{21, "help_comes_back_the_way_it_went", func(o *office) string {
		id := o.claimed()
		b, c := o.colleague("u-next"), o.colleague("u-third")
		o.must(id, clerk, approval.ActDelegate, approval.Form{People: people(b)})
		o.must(id, b, approval.ActDelegate, approval.Form{People: people(c)})
		o.must(id, c, approval.ActAnswer, approval.Form{Opinion: "三号意见"})
		o.must(id, b, approval.ActAnswer, approval.Form{Opinion: "二号意见"})
		o.yes(id, clerk)
		return id
	}},
	{22, "a_stand_in_decides", func(o *office) string {
		id := o.claimed()
		o.yes(id, inPlaceOf(fireman, clerk))
		require.Equal(o.t, clerk.UserID, seatOf(o.approval(id), "work", 0).InPlace)
		return id
	}},
	{23, "signers_before_beside_and_after", func(o *office) string {
		id := o.claimed()
		for n, who := range []org.Actor{fireman, waterer, roadman} {
			where := []string{approval.BeforeMe, approval.Beside, approval.AfterMe}[n]
			o.must(id, clerk, approval.ActAddSign, approval.Form{Position: where, People: people(who)})
		}
		o.refuses("approval.signers_first", id, clerk, approval.ActApprove, approval.Form{Seat: "s1", Opinion: "同意"})
		for _, who := range []org.Actor{fireman, clerk, roadman, waterer} {
			o.yes(id, who)
		}
		o.at(id, "last")
		return id
	}},
	{24, "a_signer_is_cut_and_the_stage_judged", func(o *office) string {
		id := o.claimed()
		o.must(id, clerk, approval.ActAddSign, approval.Form{Position: approval.Beside, People: people(fireman)})
		o.must(id, clerk, approval.ActApprove, approval.Form{Seat: "s1", Opinion: "同意"})
		o.at(id, "work")
		o.must(id, clerk, approval.ActCutSign, approval.Form{Seat: "s2"})
		o.at(id, "last")
		return id
	}},
	{25, "nobody_is_held_and_appointed", func(o *office) string {
		id := o.submit(o.process("  - {stage: work, by: {role: utility_agent}}\n", "rules: {nobody: {then: hold}}"))
		require.Equal(o.t, approval.Held, seatOf(o.approval(id), "work", 0).State)
		o.must(id, keeper, approval.ActAppoint, approval.Form{Seat: "s1", People: people(clerk), Reason: "指定办理"})
		o.yes(id, clerk)
		return o.ended(id, approval.Approved)
	}},
	{26, "the_starter_is_skipped", func(o *office) string {
		def := o.process("  - {stage: sign, mode: all, by: [{user: u-clerk}, {role: handler, org: o-fire}]}\n", "rules: {starter: skip}")
		id := o.submitFor(between.Applicant{UserID: clerk.UserID, Name: clerk.Name}, def)
		require.Equal(o.t, approval.Passed, seatOf(o.approval(id), "sign", 0).State)
		o.yes(id, fireman)
		return o.ended(id, approval.Approved)
	}},
	{27, "whoever_approved_is_spared", func(o *office) string {
		id := o.submit(o.process("  - {stage: a, by: {user: u-clerk}}\n  - {stage: b, by: {role: handler, org: o-fire}}\n  - {stage: c, by: {user: u-clerk}}\n  - {stage: last, by: {role: dept_lead}}\n", "rules: {repeat: case}"))
		o.yes(id, clerk)
		o.yes(id, fireman)
		o.at(id, "last")
		return id
	}},
	{28, "who_left_is_found_anew_or_held", func(o *office) string {
		leaver := official("u-leaver", "o-left", org.Handler)
		o.hire(leaver)
		id := o.submit(o.process("  - {stage: work, by: {role: handler, org: o-left}, within: 5}\n", "rules: {nobody: {then: hold}}"))
		o.must(id, leaver, approval.ActClaim, approval.Form{})
		o.disable(leaver)
		o.tellOfPeople()
		require.Equal(o.t, approval.Held, seatOf(o.approval(id), "work", 0).State)
		heir := official("u-heir", "o-left", org.Handler)
		o.hire(heir)
		o.tellOfPeople()
		require.Equal(o.t, approval.Open, seatOf(o.approval(id), "work", 0).State)
		o.yes(id, heir)
		return o.ended(id, approval.Approved)
	}},
	{29, "copies_block_nothing", func(o *office) string {
		id := o.submit(o.process("  - {stage: a, by: {role: dept_receiver}}\n  - cc: [{role: handler, org: o-eco}, {user: u-fire}]\n  - {stage: b, by: {role: dept_lead}}\n"))
		o.must(id, receiver, approval.ActCC, approval.Form{People: people(fireman, waterer)})
		o.yes(id, receiver)
		o.at(id, "b")
		o.must(id, fireman, approval.ActRead, approval.Form{})
		require.Len(o.t, o.approval(id).Copies, 3)
		return id
	}},
	{30, "sub_cases_are_told_once", func(o *office) string {
		def := o.process("  - {stage: first, by: {role: dept_receiver}}\n  - {call: subs, name: 各部门, process: child, over: units}\n  - {stage: last, by: {role: dept_lead}}\n",
			"form: {type: object, properties: {units: {type: array, items: {type: string}}}}")
		def.Subs = append(def.Subs, parsed(o.t, "process: child\nname: 子流程\nmatter: {code: C, authority: o-build}\nsteps:\n  - {stage: look, by: {role: handler, org_field: item}}\n"))
		id := o.submit(def, "units", []string{"o-fire", "o-water"})
		o.yes(id, receiver)
		calls := o.approval(id).Runs[1].Calls
		require.Len(o.t, calls, 2)
		for k, who := range []org.Actor{fireman, waterer} {
			o.soon(calls[k].CaseID, "the sub-case has its people", func(a *approval.Approval) bool { return len(a.Owed) == 0 })
			o.yes(calls[k].CaseID, who)
		}
		o.soon(id, "both have told", func(a *approval.Approval) bool { return a.Stands(casefile.Today(time.Now())).Steps == "last" })
		o.yes(id, bureau)
		return o.ended(id, approval.Approved)
	}},
	{31, "migrated_with_its_votes", func(o *office) string {
		id := o.submit(o.process(twoStep))
		o.must(id, clerk, approval.ActClaim, approval.Form{})
		next := o.process("  - {stage: examine, by: {role: handler}, within: 3}\n  - {stage: more, by: {role: handler, org: o-fire}}\n")
		next.Version = 2
		o.must(id, keeper, approval.ActMigrate, approval.Form{Definition: &next, Map: []approval.StepMap{{Old: "work", New: "examine"}}, Reason: "流程修订"})
		o.at(id, "examine")
		o.yes(id, clerk)
		o.at(id, "more")
		return id
	}},
	{32, "one_of_a_batch", func(o *office) string {
		ids := []string{o.submit(o.process(twoStep)), o.submit(o.process(twoStep))}
		for _, id := range ids {
			o.must(id, clerk, approval.ActApprove, approval.Form{Opinion: "同意", Batch: "b-1"})
		}
		return ids[1]
	}},
	{33, "a_new_version_leaves_it_alone", func(o *office) string {
		id := o.submit(o.process(twoStep))
		next := o.process("  - {stage: other, by: {role: handler, org: o-fire}}\n")
		_, err := o.store.PublishProcess(context.Background(), casefile.Meta{Actor: keeper}, &next, store.ProcessVersion{Text: "-", Source: store.ProcessEdited}, 0, time.Now())
		require.NoError(o.t, err)
		o.yes(id, clerk)
		o.at(id, "last")
		return id
	}},
	{34, "fields_by_permission", func(o *office) string {
		id := o.submit(o.process("  - {stage: work, by: {role: handler}, fields: {write: [area]}}\n", "form: {type: object, properties: {area: {type: integer}, note: {type: string}}}"), "area", 1)
		o.refuses("approval.field_forbidden", id, clerk, approval.ActApprove, approval.Form{Fields: values(o.t, "note", "x")})
		o.must(id, clerk, approval.ActApprove, approval.Form{Fields: values(o.t, "area", 2)})
		return o.ended(id, approval.Approved)
	}},
}
