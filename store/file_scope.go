package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
)

// sight is how much of one kind of case a reader is shown: what the door shows
// of it, asked here for the files that are in it.
type sight struct {
	// may tells whether the reader may see the case at all.
	may func(s casefile.State, a org.Actor) bool
	// view is the case as the reader is shown it.
	view func(s casefile.State, a org.Actor, at time.Time) any
	// change is one event of its history as the reader is shown it; nil where it is hidden.
	change func(s casefile.State, ev casefile.Event, a org.Actor) any
}

// seesFileAt tells whether the reader is shown a file where it is linked.
// Knowing its id is not enough: a case one may see has acts one may not (R14).
func seesFileAt(ctx context.Context, tx *gorm.DB, reader org.Actor, l fileLink) (bool, error) {
	if l.Target == linkProject {
		return seesProject(ctx, tx, reader, l.TargetID)
	}
	if casefile.SeesAll(reader) {
		return true, nil
	}
	file, err := rowsOf[caseFile](tx).Where("id = ?", l.TargetID).Take(ctx)
	if err != nil {
		return false, fmt.Errorf("case %s: %w", l.TargetID, err)
	}
	n, err := nounOf(file.Kind)
	if err != nil {
		return false, err
	}
	state, err := n.read(&file)
	if err != nil {
		return false, err
	}
	if !n.sight.may(state, reader) {
		return false, nil
	}
	if shown, err := mentions(n.sight.view(state, reader, state.CaseHead().Last.At), l.FileID); shown || err != nil {
		return shown, err
	}
	return showsFile(ctx, tx, n.sight, state, reader, l)
}

// showsFile looks for the file in what the reader may read of the history.
func showsFile(ctx context.Context, tx *gorm.DB, look sight, state casefile.State, reader org.Actor, l fileLink) (bool, error) {
	// An id is letters and figures, and this one was found in files: nothing in it stands for anything else.
	rows, err := rowsOf[caseEvent](tx).Where("case_id = ? AND body LIKE ?", l.TargetID, `%"`+l.FileID+`"%`).Find(ctx)
	if err != nil {
		return false, fmt.Errorf("acts with file %s: %w", l.FileID, err)
	}
	for _, r := range rows {
		ev, err := r.event()
		if err != nil {
			return false, err
		}
		if shown, err := mentions(look.change(state, ev, reader), l.FileID); shown || err != nil {
			return shown, err
		}
	}
	return false, nil
}

// mentions tells whether a file is referred to in what is shown.
func mentions(shown any, fileID string) (bool, error) {
	if shown == nil {
		return false, nil
	}
	text, err := json.Marshal(shown)
	if err != nil {
		return false, fmt.Errorf("look for file %s: %w", fileID, err)
	}
	if !bytes.Contains(text, []byte(fileID)) {
		return false, nil
	}
	var data any
	if err := json.Unmarshal(text, &data); err != nil {
		return false, fmt.Errorf("look for file %s: %w", fileID, err)
	}
	for _, id := range fileIDs(data, nil) {
		if id == fileID {
			return true, nil
		}
	}
	return false, nil
}

func seesProject(ctx context.Context, tx *gorm.DB, reader org.Actor, id string) (bool, error) {
	sight := project.SightOf(reader)
	if sight.All || sight.EnterpriseID == "" {
		return sight.All, nil
	}
	var owner string
	err := tx.WithContext(ctx).Raw("SELECT enterprise_id FROM projects WHERE id = ?", id).Scan(&owner).Error
	return owner == sight.EnterpriseID, err
}
