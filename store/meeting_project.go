package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
)

// meetingProjection writes the rows that one event of a meeting changes.
type meetingProjection struct {
	ctx context.Context
	tx  *gorm.DB
	m   *meeting.Meeting
	ev  casefile.Event
	c   *meeting.Change
}

// meetingProjections say, act by act, which rows an event changes beside the
// meeting's own.
var meetingProjections = map[string]func(meetingProjection) error{
	meeting.ActAddItem:    meetingProjection.addItem,
	meeting.ActRemoveItem: meetingProjection.removeItem,
	meeting.ActSetSlot:    meetingProjection.setSlot,
	meeting.ActPosition:   meetingProjection.position,
	meeting.ActTendency:   meetingProjection.tendency,
	meeting.ActPrepare:    meetingProjection.prepare,
	meeting.ActMaterial:   meetingProjection.material,
	meeting.ActAttendees:  meetingProjection.attendees,
	meeting.ActUninvite:   meetingProjection.uninvite,
	meeting.ActSignIn:     meetingProjection.signIn,
	meeting.ActWaive:      meetingProjection.waive,
	meeting.ActConvene:    meetingProjection.convene,
	meeting.ActSpeak:      meetingProjection.speak,
	meeting.ActDecide:     meetingProjection.decide,
	meeting.ActCarry:      meetingProjection.carry,
	meeting.ActClose:      meetingProjection.carryRest,
	meeting.ActCancel:     meetingProjection.carryRest,
	meeting.ActDraft:      meetingProjection.parts,
	meeting.ActEdit:       meetingProjection.parts,
	meeting.ActReview:     meetingProjection.step,
	meeting.ActReturn:     meetingProjection.step,
	meeting.ActSign:       meetingProjection.step,
	meeting.ActIssue:      meetingProjection.issue,
	meeting.ActAmend:      meetingProjection.amend,
	meeting.ActConsent:    meetingProjection.amend,
	meeting.ActHearTask:   meetingProjection.hearTask,
	casefile.ActTold:      meetingProjection.told,
}

// update changes columns of one item.
func (p meetingProjection) update(values map[string]any) error {
	return p.tx.WithContext(p.ctx).Model(&MeetingItemRow{}).
		Where("meeting_id = ? AND id = ?", p.m.ID, p.c.ItemID).Updates(values).Error
}

func (p meetingProjection) addItem() error {
	n := p.c.Item
	e := n.Entry
	row := MeetingItemRow{
		MeetingID: p.m.ID, ID: n.ID, Section: n.Section, IssueID: e.IssueID, IssueNo: e.IssueNo, Title: e.Title,
		ProjectID: e.Project.ID, ProjectName: e.Project.Name, EnterpriseID: e.Project.EnterpriseID, EnterpriseName: e.Project.EnterpriseName,
		InvestWan: e.Project.InvestWan, LeadID: e.Lead.ID, LeadName: e.Lead.Name, Co: e.Co,
		RaisedOn: dateCol{e.RaisedOn}, BlocksUntil: dateCol{e.BlocksUntil}, PreCoord: e.PreCoord, Tendency: e.Tendency,
		OverrideBy: e.OverrideBy, Presenter: n.Presenter, Late: n.Late,
	}
	if n.Override && row.OverrideBy == "" {
		row.OverrideBy = p.ev.Actor.Name
	}
	if err := rowsOf[MeetingItemRow](p.tx).Create(p.ctx, &row); err != nil {
		return err
	}
	for _, pos := range e.Positions {
		if err := p.writePosition(n.ID, pos); err != nil {
			return err
		}
	}
	return nil
}

func (p meetingProjection) removeItem() error {
	return p.update(map[string]any{"removed": true, "removed_why": p.c.Reason})
}

func (p meetingProjection) setSlot() error {
	values := map[string]any{}
	if p.c.Section != "" {
		values["section"] = p.c.Section
	}
	if p.c.Presenter != "" {
		values["presenter"] = p.c.Presenter
	}
	if len(values) == 0 {
		return nil
	}
	return p.update(values)
}

func (p meetingProjection) writePosition(item string, pos between.Position) error {
	row := PositionRow{MeetingID: p.m.ID, ItemID: item, OrgID: pos.Org.ID, OrgName: pos.Org.Name, Stand: pos.Stand, Basis: pos.Basis, At: p.ev.At}
	return p.tx.WithContext(p.ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

func (p meetingProjection) position() error { return p.writePosition(p.c.ItemID, *p.c.Position) }

func (p meetingProjection) tendency() error {
	return p.update(map[string]any{"tendency": p.c.Text})
}

func (p meetingProjection) prepare() error {
	values := map[string]any{}
	if p.c.Prepared.PreCoord != "" {
		values["pre_coord"] = p.c.Prepared.PreCoord
	}
	if p.c.Prepared.Tendency != "" {
		values["tendency"] = p.c.Prepared.Tendency
	}
	if len(values) > 0 {
		if err := p.update(values); err != nil {
			return err
		}
	}
	for _, pos := range p.c.Prepared.Positions {
		if err := p.writePosition(p.c.ItemID, pos); err != nil {
			return err
		}
	}
	return nil
}

func (p meetingProjection) material() error {
	a := p.c.Attachment
	return rowsOf[MaterialRow](p.tx).Create(p.ctx, &MaterialRow{
		MeetingID: p.m.ID, Seq: p.ev.Seq, ItemID: p.c.ItemID, FileID: a.FileID, Name: a.Name, Size: a.Size, Late: p.c.Late,
		ByName: p.ev.Actor.Name, ByOrg: p.ev.Actor.OrgName, At: p.ev.At,
	})
}

func (p meetingProjection) attendees() error {
	for _, a := range p.c.Attendees {
		row := AttendanceRow{
			MeetingID: p.m.ID, ID: a.ID, UserID: a.UserID, Name: a.Name, OrgID: a.Org.ID, OrgName: a.Org.Name, Duty: a.Duty, Role: a.Role,
		}
		err := p.tx.WithContext(p.ctx).Clauses(clause.OnConflict{
			DoUpdates: clause.AssignmentColumns([]string{"user_id", "name", "org_id", "org_name", "duty", "role"}),
		}).Create(&row).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func (p meetingProjection) uninvite() error {
	_, err := rowsOf[AttendanceRow](p.tx).Where("meeting_id = ? AND id = ?", p.m.ID, p.c.AttendeeID).Delete(p.ctx)
	return err
}

func (p meetingProjection) signIn() error {
	return p.tx.WithContext(p.ctx).Model(&AttendanceRow{}).Where("meeting_id = ? AND id = ?", p.m.ID, p.c.AttendeeID).
		Updates(map[string]any{"signed": p.c.Presence, "signed_at": p.ev.At, "substitute": p.c.Substitute, "reason": p.c.Reason}).Error
}

func (p meetingProjection) waive() error {
	return p.update(map[string]any{"waived_why": p.c.Reason})
}

func (p meetingProjection) convene() error {
	rows := make([]LastResolutionRow, 0, len(p.c.Last.Rows))
	for i, r := range p.c.Last.Rows {
		rows = append(rows, LastResolutionRow{
			MeetingID: p.m.ID, N: i + 1, TaskID: r.TaskID, TaskNo: r.TaskNo, Title: r.Title, LeadName: r.LeadName,
			Due: dateCol{r.Due}, Status: r.Status, LateDays: r.LateDays,
		})
	}
	if len(rows) == 0 {
		return nil
	}
	return p.tx.WithContext(p.ctx).CreateInBatches(&rows, 200).Error
}

func (p meetingProjection) speak() error {
	return p.update(map[string]any{"speaker": p.c.Speaker, "speech": p.c.Text})
}

func (p meetingProjection) decide() error {
	issueID := ""
	for _, it := range p.m.Items {
		if it.ID == p.c.ItemID {
			issueID = it.Issue
		}
	}
	rows := make([]ResolutionRow, 0, len(p.c.Resolutions))
	for _, r := range p.c.Resolutions {
		row := ResolutionRow{
			MeetingID: p.m.ID, ID: r.ID, ItemID: p.c.ItemID, IssueID: issueID, Kind: r.Kind, Text: r.Text, TaskForce: r.TaskForce,
			DecidedBy: p.c.DecidedBy, RecordedBy: p.ev.Actor.Name, DecidedAt: p.ev.At,
		}
		if t := r.Task; t != nil {
			row.TaskID, row.Content, row.Standard, row.Due = t.TaskID, t.Content, t.Standard, dateCol{t.Due}
			row.LeadID, row.LeadName, row.Co = t.Lead.ID, t.Lead.Name, t.Co
		}
		rows = append(rows, row)
	}
	return p.tx.WithContext(p.ctx).Create(&rows).Error
}

func (p meetingProjection) carry() error {
	return p.update(map[string]any{"carry": p.c.Carry, "carry_why": p.c.Reason})
}

// carryRest marks what the end of the meeting left undecided.
func (p meetingProjection) carryRest() error {
	var ids []string
	for _, it := range p.m.Items {
		if it.Carry == meeting.Move {
			ids = append(ids, it.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return p.tx.WithContext(p.ctx).Model(&MeetingItemRow{}).
		Where("meeting_id = ? AND id IN ? AND carry = ''", p.m.ID, ids).Update("carry", meeting.Move).Error
}

func (p meetingProjection) parts() error {
	rows := make([]MinutesPartRow, 0, len(p.c.Parts))
	for _, part := range p.c.Parts {
		rows = append(rows, MinutesPartRow{
			MeetingID: p.m.ID, Anchor: part.Anchor, Version: p.c.Version, Text: part.Text, ByName: p.ev.Actor.Name, At: p.ev.At,
		})
	}
	if err := p.tx.WithContext(p.ctx).Create(&rows).Error; err != nil {
		return err
	}
	return p.step()
}

func (p meetingProjection) step() error {
	return rowsOf[MinutesStepRow](p.tx).Create(p.ctx, &MinutesStepRow{
		MeetingID: p.m.ID, Seq: p.ev.Seq, Step: p.ev.Act, ByID: p.ev.Actor.UserID, ByName: p.ev.Actor.Name,
		Version: p.c.Version, Hash: p.c.Hash, Opinion: p.c.Reason, At: p.ev.At,
	})
}

func (p meetingProjection) issue() error {
	rows := make([]DistributionRow, 0, len(p.c.Distribution))
	for i, u := range p.c.Distribution {
		rows = append(rows, DistributionRow{MeetingID: p.m.ID, N: i + 1, OrgID: u.ID, OrgName: u.Name})
	}
	if len(rows) > 0 {
		if err := p.tx.WithContext(p.ctx).Create(&rows).Error; err != nil {
			return err
		}
	}
	return p.step()
}

// amend keeps how the resolution read, then changes it (R18).
func (p meetingProjection) amend() error {
	a := p.c.Amendment
	was, err := rowsOf[ResolutionRow](p.tx).Where("meeting_id = ? AND id = ?", p.m.ID, a.ResolutionID).Take(p.ctx)
	if err != nil {
		return fmt.Errorf("resolution %s: %w", a.ResolutionID, err)
	}
	err = rowsOf[ResolutionEditRow](p.tx).Create(p.ctx, &ResolutionEditRow{
		MeetingID: p.m.ID, ResolutionID: a.ResolutionID, Seq: p.ev.Seq, OldText: was.Text, OldContent: was.Content,
		OldStandard: was.Standard, OldDue: was.Due, Reason: a.Reason, AskedBy: a.By.Name, ConsentBy: p.ev.Actor.Name, At: p.ev.At,
	})
	if err != nil {
		return err
	}
	values := map[string]any{}
	for column, text := range map[string]string{"text": a.Change.Text, "content": a.Change.Content, "standard": a.Change.Standard} {
		if text != "" {
			values[column] = text
		}
	}
	if !a.Change.Due.IsZero() {
		values["due"] = dateCol{a.Change.Due}
	}
	return p.tx.WithContext(p.ctx).Model(&ResolutionRow{}).Where("meeting_id = ? AND id = ?", p.m.ID, a.ResolutionID).Updates(values).Error
}

func (p meetingProjection) hearTask() error {
	r := p.c.Result
	values := map[string]any{"follow": r.State, "followed_at": p.ev.At}
	if r.TaskNo != "" {
		values["task_no"] = r.TaskNo
	}
	return p.tx.WithContext(p.ctx).Model(&ResolutionRow{}).Where("meeting_id = ? AND task_id = ?", p.m.ID, r.TaskID).Updates(values).Error
}

// told learns the numbers of the tasks that were born.
func (p meetingProjection) told() error {
	for _, t := range p.c.Told {
		if t.Kind != casefile.Task || t.No == "" {
			continue
		}
		err := p.tx.WithContext(p.ctx).Model(&ResolutionRow{}).Where("meeting_id = ? AND task_id = ?", p.m.ID, t.CaseID).Update("task_no", t.No).Error
		if err != nil {
			return err
		}
	}
	return nil
}
