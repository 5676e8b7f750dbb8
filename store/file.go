package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// File is one uploaded file as it is known; its bytes never change.
type File struct {
	ID         string
	Name       string // as the uploader named it; not unique
	Size       int64  // bytes
	SHA256     string // hex
	MediaType  string
	UploadedBy string
	UploadedAt time.Time
}

// TableName is files.
func (File) TableName() string { return "files" }

type fileLink struct {
	FileID   string
	Target   string
	TargetID string
	LinkedAt time.Time
}

// TableName is file_links.
func (fileLink) TableName() string { return "file_links" }

// Files keeps uploaded files: rows here, bytes on disk under their hash.
type Files struct {
	store *Store
	dir   string
}

// Files opens the keeping of files under dir, which is made where missing.
func (s *Store) Files(dir string) (*Files, error) {
	if err := os.MkdirAll(filepath.Join(dir, "arriving"), 0o750); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", err)
	}
	f := &Files{store: s, dir: dir}
	return f, f.sweep(time.Now())
}

func (f *Files) path(sum string) string { return filepath.Join(f.dir, sum[:2], sum[2:4], sum) }

// Save keeps one upload. The bytes are on disk, flushed, before the row is, so
// that a row never lacks its bytes; an upload cut short leaves neither.
func (f *Files) Save(ctx context.Context, by casefile.Meta, name, mediaType string, content io.Reader, at time.Time) (File, error) {
	sum, size, err := f.keep(content)
	if err != nil {
		return File{}, err
	}
	id, err := freshID("f")
	if err != nil {
		return File{}, err
	}
	file := File{ID: id, Name: name, Size: size, SHA256: sum, MediaType: mediaType, UploadedBy: by.Actor.UserID, UploadedAt: at}
	trace := &Trace{Stream: "file", Actor: by.Actor, IP: by.IP, What: "file.upload", Subject: id, After: file}
	err = f.store.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := rowsOf[File](tx).Create(ctx, &file); err != nil {
			return fmt.Errorf("keep file %s: %w", name, err)
		}
		return nil
	})
	return file, err
}

// keep writes the bytes beside their final place and moves them there whole.
func (f *Files) keep(content io.Reader) (sum string, size int64, err error) {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, "arriving"), "upload-*")
	if err != nil {
		return "", 0, fmt.Errorf("receive file: %w", err)
	}
	defer os.Remove(tmp.Name()) // gone already where the move succeeded
	defer tmp.Close()
	hash := sha256.New()
	if size, err = io.Copy(io.MultiWriter(tmp, hash), content); err != nil {
		return "", 0, fmt.Errorf("receive file: %w", err)
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, fmt.Errorf("flush file: %w", err)
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	if err := os.MkdirAll(filepath.Dir(f.path(sum)), 0o750); err != nil {
		return "", 0, fmt.Errorf("make folder of file: %w", err)
	}
	if err := os.Rename(tmp.Name(), f.path(sum)); err != nil {
		return "", 0, fmt.Errorf("move file to its place: %w", err)
	}
	return sum, size, flushFolder(filepath.Dir(f.path(sum)))
}

// flushFolder makes a move survive a power cut.
func flushFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush folder of file: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("flush folder of file: %w", err)
	}
	return nil
}

// sweep removes uploads that a crash cut short; a day is longer than any lasts.
func (f *Files) sweep(now time.Time) error {
	cut, err := os.ReadDir(filepath.Join(f.dir, "arriving"))
	if err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	for _, e := range cut {
		info, err := e.Info()
		if err != nil || now.Sub(info.ModTime()) < 24*time.Hour {
			continue // gone meanwhile, or perhaps still arriving
		}
		if err := os.Remove(filepath.Join(f.dir, "arriving", e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sweep uploads: %w", err)
		}
	}
	return nil
}

// Open finds a file that the reader may see, and its bytes. The caller closes them.
func (f *Files) Open(ctx context.Context, reader org.Actor, id string) (File, *os.File, error) {
	file, err := readableFile(ctx, f.store.db, reader, id)
	if err != nil {
		return File{}, nil, err
	}
	content, err := os.Open(f.path(file.SHA256))
	if err != nil {
		return File{}, nil, fmt.Errorf("open file %s: %w", id, err)
	}
	return file, content, nil
}

// Attachment fills what an act says of a file with what is known of it. A file
// that the actor may not see cannot be attached.
func (f *Files) Attachment(ctx context.Context, actor org.Actor, a casefile.Attachment) (casefile.Attachment, error) {
	file, err := readableFile(ctx, f.store.db, actor, a.FileID)
	if err != nil {
		return a, err
	}
	a.Name, a.SHA256, a.Size = file.Name, file.SHA256, file.Size
	return a, nil
}

// readableFile finds a file within the reader's scope: one's own, or one that a
// project refers to which the reader may see, or what the reader is shown of a case.
func readableFile(ctx context.Context, tx *gorm.DB, reader org.Actor, id string) (File, error) {
	none := fault.New(fault.NotFound, "file.not_found", "no file %s for %s", id, reader.UserID)
	file, err := rowsOf[File](tx).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return file, none
	}
	if err != nil {
		return file, fmt.Errorf("find file %s: %w", id, err)
	}
	if file.UploadedBy == reader.UserID || reader.Has(org.System) {
		return file, nil
	}
	links, err := rowsOf[fileLink](tx).Where("file_id = ?", id).Find(ctx)
	if err != nil {
		return file, fmt.Errorf("find what refers to file %s: %w", id, err)
	}
	for _, l := range links {
		sees, err := seesFileAt(ctx, tx, reader, l)
		if err != nil {
			return file, fmt.Errorf("scope of file %s: %w", id, err)
		}
		if sees {
			return file, nil
		}
	}
	return file, none
}

// What a file can be linked to.
const (
	linkCase    = "case"
	linkProject = "project"
)

// linkFile lets everybody who may see the target open the file. Linking twice
// changes nothing.
func linkFile(ctx context.Context, tx *gorm.DB, fileID, target, targetID string, at time.Time) error {
	err := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).
		Create(&fileLink{FileID: fileID, Target: target, TargetID: targetID, LinkedAt: at}).Error
	if err != nil {
		return fmt.Errorf("link file %s to %s %s: %w", fileID, target, targetID, err)
	}
	return nil
}

// linkFiles links the files that an event refers to with its case. A reference
// to a file the actor may not see opens it to nobody.
func linkFiles(ctx context.Context, tx *gorm.DB, ev casefile.Event) error {
	if !bytes.Contains(ev.Data, []byte(`"file_id"`)) {
		return nil
	}
	var data any
	if err := json.Unmarshal(ev.Data, &data); err != nil {
		return fmt.Errorf("files of event %d of %s: %w", ev.Seq, ev.CaseID, err)
	}
	for _, id := range fileIDs(data, nil) {
		_, err := readableFile(ctx, tx, ev.Actor, id)
		if fault.Of(err) != nil {
			continue
		}
		if err == nil {
			err = linkFile(ctx, tx, id, linkCase, ev.CaseID, ev.At)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fileIDs collects every "file_id" in an event's data, however deep.
func fileIDs(v any, found []string) []string {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			found = fileIDs(x, found)
		}
	case map[string]any:
		for key, x := range v {
			if id, ok := x.(string); ok && key == "file_id" && id != "" {
				found = append(found, id)
				continue
			}
			found = fileIDs(x, found)
		}
	}
	return found
}
