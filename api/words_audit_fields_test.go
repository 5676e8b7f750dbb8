package api

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/channel"
	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/numberrule"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// What the audit log keeps whole, by the operation. Fields that are seldom filled in
// are found here; what tests write to the register is looked at by apitest as well.
var keptWhole = []struct {
	what string
	kept []any
}{
	{"user.create", []any{account.StandIn{}}},
	{"org.update", []any{org.Unit{}, org.Change{}, org.TownName{}}},
	{"enterprise.update", []any{enterprise.View{}}},
	{"project.update", []any{project.Project{}, project.Move{}, project.Milestone{}, project.MilestonePatch{}, project.Change{}, project.Role{}, project.InvestMonth{}, project.Claim{}}},
	{"key_list.notice", []any{project.ListEntry{}}},
	{"start_event.plan", []any{project.StartEvent{}, project.Totals{}}},
	{"task_force.set_up", []any{taskforce.Force{}}},
	{"series.save", []any{meeting.Series{}}},
	{"calendar.local", []any{contract.LocalDays{}, workcal.Notice{}, workcal.Calendar{}}},
	{"channel.set", []any{channel.Settings{}}},
	{"number.set", []any{numberrule.Rule{}}},
	{"class.set", []any{issue.Catalogue{}}},
	{"statistics.weights", []any{statistics.Weights{}}},
	{"file.upload", []any{store.File{}}},
	{"audit.export", []any{store.AuditQuery{}, store.AuditExtent{}}},
}

// Every field has a name, and no two of one record the same one in one language.
func TestFieldsOfTheAuditLogHaveNames(t *testing.T) {
	seen := 0
	for _, k := range keptWhole {
		for _, v := range k.kept {
			eachRecord(reflect.TypeOf(v), map[reflect.Type]bool{}, func(record string, fields []string) {
				taken := map[string]string{}
				for _, f := range fields {
					seen++
					w, ok := auditField(k.what, f)
					if !ok {
						t.Errorf("%s: %s of %s has no name: add it to api/words_audit_fields.go", k.what, f, record)
						continue
					}
					for _, name := range []string{w.zh, w.en} {
						if taken[name] != "" {
							t.Errorf("%s: %s and %s of %s are both called %s", k.what, taken[name], f, record, name)
						}
						taken[name] = f
					}
				}
			})
		}
	}
	require.Greater(t, seen, 150)
}

// eachRecord tells every record that a type's JSON holds, with its fields.
func eachRecord(t reflect.Type, seen map[reflect.Type]bool, tell func(record string, fields []string)) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] || t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[workcal.Date]() {
		return
	}
	seen[t] = true
	var fields []string
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		fields = append(fields, name)
		eachRecord(f.Type, seen, tell)
	}
	tell(t.String(), fields)
}
