package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
)

// archive puts a finished issue away with everything attached to it and to its
// tasks (L-6). It holds what offices said to each other, so it is for those who
// see every case.
func (k paperDesk) archive(ctx context.Context, in *IDIn) (*paperOut, error) {
	reader := auth.Actor(ctx)
	if !casefile.SeesAll(reader) {
		return nil, fault.New(fault.Forbidden, "request.forbidden", "%s may not archive", reader.UserID)
	}
	i, err := k.issue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if i.Open() {
		return nil, fault.New(fault.Conflict, "document.not_closed", "issue %s is %s", i.ID, i.State)
	}
	a := documents.Archive{
		Kind: "问题", No: i.No, Title: i.Heading, ClosedAt: i.Last.At,
		Facts: []documents.ArchiveFact{
			{Name: "项目名称", Value: i.Project.Name}, {Name: "项目业主", Value: i.Project.EnterpriseName}, {Name: "问题类别", Value: className(i.ClassNow())},
			{Name: "诉求", Value: i.Demand}, {Name: "牵头单位", Value: i.Lead.Name}, {Name: "办理结果", Value: i.Result},
			{Name: "状态", Value: wordOf(chinese, issueWords.Status, string(i.State))},
		},
	}
	files, err := k.archiveEvents(ctx, i, &a)
	if err != nil {
		return nil, err
	}
	for _, id := range files {
		d, err := k.archiveFile(ctx, reader, id)
		if fault.Is(err, "file.not_found") {
			continue // named by somebody who might not see it: never part of the case
		}
		if err != nil {
			return nil, err
		}
		a.Documents = append(a.Documents, d)
	}
	var b bytes.Buffer
	if err := documents.WriteArchive(ctx, &b, a); err != nil {
		return nil, err
	}
	return paper("归档 "+i.No+".zip", zipFile, &b), nil
}

// archiveEvents adds the issue's history and finds the files that it and its tasks name.
func (k paperDesk) archiveEvents(ctx context.Context, i *issue.Issue, a *documents.Archive) (files []string, err error) {
	cases := []string{i.ID}
	for _, t := range i.Tasks {
		cases = append(cases, t.ID)
	}
	for _, id := range cases {
		events, err := k.Histories.History(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		for _, ev := range events {
			var data any
			if len(ev.Data) > 0 {
				if err := json.Unmarshal(ev.Data, &data); err != nil {
					return nil, err
				}
			}
			files = namedFiles(data, files)
			if id == i.ID {
				a.Events = append(a.Events, documents.ArchiveEvent{
					Seq: int64(ev.Seq), At: ev.At, Actor: ev.Actor.Name, Act: ev.Act, Text: wordOf(chinese, issueWords.Act, ev.Act), Data: ev.Data,
				})
			}
		}
	}
	return files, nil
}

// namedFiles finds the ids of attachments in an event's data, each once, in order.
func namedFiles(data any, found []string) []string {
	switch v := data.(type) {
	case []any:
		for _, x := range v {
			found = namedFiles(x, found)
		}
	case map[string]any:
		if id, ok := v["file_id"].(string); ok && id != "" && !slices.Contains(found, id) {
			found = append(found, id)
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			found = namedFiles(v[name], found)
		}
	}
	return found
}

func (k paperDesk) archiveFile(ctx context.Context, reader org.Actor, id string) (documents.ArchiveDocument, error) {
	f, content, err := k.Files.Open(ctx, reader, id)
	if err != nil {
		return documents.ArchiveDocument{}, err
	}
	if err := content.Close(); err != nil {
		return documents.ArchiveDocument{}, err
	}
	return documents.ArchiveDocument{
		ID: f.ID, Name: f.Name, SHA256: f.SHA256, UploadedBy: f.UploadedBy, UploadedAt: f.UploadedAt,
		Open: func(ctx context.Context) (io.ReadCloser, error) {
			_, content, err := k.Files.Open(ctx, reader, id)
			return content, err
		},
	}, nil
}
