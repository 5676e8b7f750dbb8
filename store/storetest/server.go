package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/diaodu/diaodu/embedded/mariadb"
)

// startShared starts the server of this test binary in a folder that a small
// shell removes once the binary is gone: the shell waits for the end of a pipe
// that only this process holds. The caller keeps the pipe, lest the garbage
// collector close it.
func startShared() (server *mariadb.Server, pipe io.WriteCloser, err error) {
	dir, err := os.MkdirTemp(roomy(), "diaodu-test-")
	if err != nil {
		return nil, nil, err
	}
	if server, err = startIn(dir); err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	sweep := exec.Command("/bin/sh", "-c", `cat >/dev/null; kill -9 "$2" 2>/dev/null; sleep 0.2; rm -rf "$1"`,
		"sh", dir, strconv.Itoa(server.Pid()))
	sweep.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if pipe, err = sweep.StdinPipe(); err != nil {
		return nil, nil, err
	}
	return server, pipe, sweep.Start()
}

// roomy prefers memory to disk where there is half a gigabyte of it to spare.
func roomy() string {
	var st syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &st) == nil && st.Bavail*uint64(st.Bsize) > 1<<29 {
		return "/dev/shm"
	}
	return ""
}

// startIn starts a server on a copy of an empty data folder that is laid out
// once per machine and server version; laying out costs more than a second.
func startIn(dir string) (*mariadb.Server, error) {
	ctx := context.Background()
	opts := mariadb.Options{Dir: dir, BufferPool: "32M", Throwaway: true}
	blank, err := blankData(ctx)
	if err == nil {
		err = copyTree(blank, dir)
	}
	if err != nil && !errors.Is(err, mariadb.ErrNotInstalled) {
		return nil, fmt.Errorf("prepare an empty database: %w", err)
	}
	return mariadb.Start(ctx, opts)
}

// blankData returns the folder of a server that was started and stopped once.
func blankData(ctx context.Context) (string, error) {
	version, err := mariadb.Version(ctx)
	if err != nil {
		return "", err
	}
	base := filepath.Join(os.TempDir(), fmt.Sprintf("diaodu-blank-%d", os.Getuid()))
	final := filepath.Join(base, version)
	if _, err := os.Stat(final); err == nil {
		return final, nil
	}
	if err := os.MkdirAll(base, 0o700); err != nil {
		return "", err
	}
	making, err := os.MkdirTemp(base, "making-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(making)
	server, err := mariadb.Start(ctx, mariadb.Options{Dir: making, BufferPool: "32M", Throwaway: true})
	if err != nil {
		return "", err
	}
	if err := server.Stop(); err != nil {
		return "", err
	}
	if err := os.Rename(making, final); err != nil && !errors.Is(err, fs.ErrExist) && !errors.Is(err, syscall.ENOTEMPTY) {
		return "", err
	}
	return final, nil
}

func copyTree(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return os.Chmod(to, 0o700)
}
