package mariadb

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// flags are those a small private server needs: about 60 MB of memory.
func (s *Server) flags(o Options) []string {
	pool := o.BufferPool
	if pool == "" {
		pool = "128M"
	}
	flush := "1" // a commit is on disk before it is answered
	if o.Throwaway {
		flush = "2" // a commit survives the server's death, not the machine's
	}
	return asRoot([]string{
		"--no-defaults",
		"--datadir=" + s.data(),
		"--tmpdir=" + s.scratch(),
		"--socket=" + s.socket,
		"--pid-file=" + s.pidFile(),
		"--skip-networking",
		"--skip-name-resolve",
		"--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_general_ci",
		"--innodb-log-file-size=8M",
		"--innodb-buffer-pool-size=" + pool,
		"--innodb-flush-log-at-trx-commit=" + flush,
		"--performance-schema=off",
		"--max-connections=200",
		"--max-allowed-packet=64M",
		"--skip-log-bin",
	})
}

// launch starts the process in a group of its own, so that Ctrl-C reaches our
// program first and the database goes last.
func (s *Server) launch(binary string, o Options) error {
	out := o.Log
	if out == nil {
		f, err := os.OpenFile(filepath.Join(s.dir, "mariadbd.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("open the database log: %w", err)
		}
		s.logTo, out = f, f
	}
	// A socket left by a dead server would make the first ping wait for nobody.
	_ = os.Remove(s.socket)
	s.cmd = exec.Command(binary, s.flags(o)...)
	s.cmd.Stdout, s.cmd.Stderr = out, out
	s.cmd.SysProcAttr = bindToParent(o.Throwaway)
	started := make(chan error, 1)
	go s.keep(started)
	if err := <-started; err != nil {
		return fmt.Errorf("start mariadbd: %w", err)
	}
	return nil
}

// keep starts the process and waits for it on one locked thread: the kernel ties
// "dies with its parent" to the thread that started the child.
func (s *Server) keep(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := s.cmd.Start(); err != nil {
		started <- err
		return
	}
	started <- nil
	_ = s.cmd.Wait()
	closeQuietly(s.logTo)
	close(s.exited)
}

func closeQuietly(c io.Closer) {
	if c != nil {
		_ = c.Close()
	}
}
