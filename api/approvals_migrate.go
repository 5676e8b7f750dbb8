package api

import (
	"context"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// MigrateIn moves a running application to another published version of its
// process (E31).
type MigrateIn struct {
	Version int         `json:"version" minimum:"1" maximum:"1000000" doc:"目标版本"`
	Map     []StepMapIn `json:"map,omitempty" maxItems:"200" doc:"编号有变的环节"`
	Reason  string      `json:"reason" minLength:"1" maxLength:"2000" doc:"事由"`
	DryRun  bool        `json:"dry_run,omitempty" doc:"只预演，不迁移"`
}

// StepMapIn says which step an old one becomes.
type StepMapIn struct {
	Old string `json:"old" minLength:"1" maxLength:"64"`
	New string `json:"new" minLength:"1" maxLength:"64"`
}

// MigrationView is what a migration would do, or has done: all or nothing.
type MigrationView struct {
	Done     bool         `json:"done" doc:"已迁移"`
	Possible bool         `json:"possible"`
	From     int          `json:"from" doc:"现版本"`
	To       int          `json:"to"`
	Moves    []MovingView `json:"moves" nullable:"false" doc:"在办环节的去向"`
	Problem  *Problem     `json:"problem,omitempty" doc:"不能迁移的原因"`
	Seq      int          `json:"seq"`
}

// MovingView is what becomes of one open step.
type MovingView struct {
	approval.Moving
	ToName string `json:"to_name,omitempty"`
}

type migrateIn struct {
	IDIn
	AskIn
	Body MigrateIn
}

func (k approvalDesk) migrate(ctx context.Context, in *migrateIn) (*bodyOut[MigrationView], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	a, err := k.seen(ctx, in.ID, by.Actor)
	if err != nil {
		return nil, err
	}
	if !a.Keeps(by.Actor) { // who may not is told before the version is looked for
		return nil, fault.New(fault.Forbidden, "approval.not_yours", "%s does not keep this process", by.Actor.UserID).With("act", approval.ActMigrate)
	}
	version, err := k.Processes.ProcessVersion(ctx, a.Def.Code, in.Body.Version)
	if err != nil {
		return nil, err
	}
	def, err := version.Definition()
	if err != nil {
		return nil, err
	}
	cmd := approval.Command{
		Order: casefile.Order{Meta: by, Act: approval.ActMigrate}, Form: approval.Form{Definition: def, Reason: in.Body.Reason},
	}
	for _, m := range in.Body.Map {
		cmd.Map = append(cmd.Map, approval.StepMap{Old: m.Old, New: m.New})
	}
	out := MigrationView{From: a.Def.Version, To: def.Version, Moves: []MovingView{}, Seq: a.Seq}
	moves, refusal := a.Migrating(cmd, k.Now())
	g := process.NewGraph(def)
	for _, m := range moves {
		v := MovingView{Moving: m}
		if n, ok := g.Node(m.To); ok {
			v.ToName = n.Name
		}
		out.Moves = append(out.Moves, v)
	}
	if out.Possible = refusal == nil; in.Body.DryRun {
		if refusal != nil {
			out.Problem = problemOf(ctx, refusal)
		}
		return answer(out, nil)
	}
	done, err := k.Cases.Do(ctx, casefile.Approval, in.ID, cmd)
	if err != nil {
		return nil, k.lost(ctx, in.ID, ApprovalAct{}, err)
	}
	out.Done, out.Possible, out.Seq = true, true, done.Seq
	return answer(out, nil)
}
