// Package errand is what a person hands the system to do while they go on with
// something else 后台办理: writing a long list as a sheet 导出, or taking a long
// sheet in 导入. It says what may become of an order; it does no I/O.
package errand

import (
	"time"

	"github.com/diaodu/diaodu/domain/fault"
)

// Kind is what is done. Values are stored, never renamed.
type Kind string

const (
	Export Kind = "export" // 导出
	Import Kind = "import" // 导入
)

// List is what is written or taken in. Values are stored, never renamed.
type List string

const (
	Issues    List = "issues"    // 问题台账
	Tasks     List = "tasks"     // 督办任务台账
	Approvals List = "approvals" // 审批办件台账
	Projects  List = "projects"  // 项目库
	Audit     List = "audit"     // 审计日志
)

// Format is as what a list is written. Values are stored, never renamed.
type Format string

const (
	XLSX Format = "xlsx" // a workbook
	CSV  Format = "csv"  // has no bound and leaves long text whole
)

// State is where an order stands. Values are stored, never renamed.
type State string

const (
	Waiting   State = "waiting"   // 排队中
	Running   State = "running"   // 办理中
	Done      State = "done"      // 已完成
	Failed    State = "failed"    // 未完成
	Cancelled State = "cancelled" // 已取消
	Expired   State = "expired"   // 已过期
)

const (
	// Lease is how long a run may be silent before another takes the order over:
	// its process was killed, or its machine is away.
	Lease = 15 * time.Second
	// TriesMost is after how many failures of ours, or deaths in the middle, an
	// order is left for its person to try again.
	TriesMost = 5
	// EachMost is how many orders of one person may wait or run at once, so that
	// nobody keeps the others waiting.
	EachMost = 3
	// KeepFor is how long a result is kept: a sheet is a copy that no longer
	// follows who may see what.
	KeepFor = 7 * 24 * time.Hour
	// RememberFor is how long the order itself is listed after that.
	RememberFor = 23 * 24 * time.Hour
)

// Errand is one order. Times are instants; lists show them in China time.
type Errand struct {
	ID        string
	Kind      Kind
	List      List
	Format    Format
	Filters   string // JSON of the list's query parameters, by their public names
	Source    string // name of the sheet to take in; empty for an export
	SourceID  string // id of that file
	DryRun    bool   // an import that only checks
	UserID    string
	UserName  string
	InPlaceOf string // whose place the person took when ordering (代)
	RequestID string
	IP        string
	State     State
	Run       int // how often it was begun; who holds a lower one has lost it
	Tries     int
	Rows      int64 // done so far
	Expected  int64 // of how many; 0 where not known
	FileName  string
	FileSize  int64 // bytes
	SHA256    string
	Fault     *fault.Fault // why it failed
	OrderedAt time.Time
	StartedAt time.Time
	EndedAt   time.Time
	ExpiresAt time.Time
}

// Same tells whether two orders under one request id ask the same.
func (e Errand) Same(o Errand) bool {
	return e.Kind == o.Kind && e.List == o.List && e.Format == o.Format && e.Filters == o.Filters && e.SourceID == o.SourceID && e.DryRun == o.DryRun && e.InPlaceOf == o.InPlaceOf
}

// Live tells whether the order still waits or runs.
func (s State) Live() bool { return s == Waiting || s == Running }

// Acts are what the person may do with the order now: "cancel", "retry",
// "download".
func (e Errand) Acts() []string {
	switch {
	case e.State.Live():
		return []string{"cancel"}
	case e.State == Failed, e.State == Cancelled:
		return []string{"retry"}
	case e.State == Done && e.FileSize > 0:
		return []string{"download"}
	}
	return nil
}

// May refuses an act that the order's state does not allow (errand.wrong_state).
func (e Errand) May(act string) error {
	for _, a := range e.Acts() {
		if a == act {
			return nil
		}
	}
	return fault.New(fault.Conflict, "errand.wrong_state", "cannot %s order %s, which is %s", act, e.ID, e.State)
}

// Again is how long after a failure of ours the order is tried again; more is
// false where it has been tried often enough.
func Again(tries int) (wait time.Duration, more bool) {
	return min(5*time.Second<<max(0, tries-1), time.Minute), tries < TriesMost
}
