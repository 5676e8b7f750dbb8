package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/errand"
)

// Sheets of background work lie beside the uploads, but are none: nobody but the
// orderer reaches them, no case can refer to them, and they go after some days.

func (f *Files) errandPath(name string) string { return filepath.Join(f.dir, "errands", name) }

// KeepErrandFile writes a sheet whole or not at all, under its order's name; it
// answers the size in bytes and the SHA-256 in hex.
func (f *Files) KeepErrandFile(name string, write func(io.Writer) error) (size int64, sum string, err error) {
	if err := os.MkdirAll(f.errandPath(""), 0o750); err != nil {
		return 0, "", fmt.Errorf("make the folder of sheets: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Join(f.dir, "arriving"), "errand-*")
	if err != nil {
		return 0, "", fmt.Errorf("keep sheet %s: %w", name, err)
	}
	defer os.Remove(tmp.Name()) // gone already where the move succeeded
	defer tmp.Close()
	hash := sha256.New()
	if err := write(io.MultiWriter(tmp, hash)); err != nil {
		return 0, "", err
	}
	info, err := tmp.Stat()
	if err == nil {
		err = tmp.Sync()
	}
	if err == nil {
		err = os.Rename(tmp.Name(), f.errandPath(name))
	}
	if err != nil {
		return 0, "", fmt.Errorf("keep sheet %s: %w", name, err)
	}
	return info.Size(), hex.EncodeToString(hash.Sum(nil)), flushFolder(f.errandPath(""))
}

// OpenErrandFile opens a sheet; the caller closes it.
func (f *Files) OpenErrandFile(name string) (*os.File, error) {
	file, err := os.Open(f.errandPath(name))
	if err != nil {
		return nil, fmt.Errorf("open sheet %s: %w", name, err)
	}
	return file, nil
}

// DropErrandFiles removes every sheet of an order; none is no error.
func (f *Files) DropErrandFiles(id string) error {
	return f.dropSheets(func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), id+".") })
}

// SweepErrandFiles removes sheets that no order needs any more, such as those of
// a run that was killed after writing.
func (f *Files) SweepErrandFiles(now time.Time) error {
	return f.dropSheets(func(e os.DirEntry) bool {
		info, err := e.Info()
		return err == nil && now.Sub(info.ModTime()) > 2*errand.KeepFor
	})
}

func (f *Files) dropSheets(which func(os.DirEntry) bool) error {
	all, err := os.ReadDir(f.errandPath(""))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep sheets: %w", err)
	}
	for _, e := range all {
		if !which(e) {
			continue
		}
		if err := os.Remove(f.errandPath(e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("drop sheet %s: %w", e.Name(), err)
		}
	}
	return nil
}
