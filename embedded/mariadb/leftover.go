package mariadb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopLeftover ends the server that a killed parent left on this data folder.
// A process id alone proves nothing (ids are reused), so the command line must
// name the folder as well.
func stopLeftover(ctx context.Context, pidFile, data string) error {
	raw, err := os.ReadFile(pidFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", pidFile, err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil || !runsOn(pid, data) {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop the database left by an earlier run (pid %d): %w", pid, err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for runsOn(pid, data) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the database of an earlier run (pid %d) does not stop: %w", pid, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// runsOn tells whether the process is a database server on this data folder.
func runsOn(pid int, data string) bool {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil {
		return false
	}
	for _, arg := range bytes.Split(raw, []byte{0}) {
		if string(arg) == "--datadir="+data {
			return true
		}
	}
	return false
}
