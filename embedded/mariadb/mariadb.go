// Package mariadb runs a private MariaDB server beside the program: its own
// data folder, its own unix socket, no network port and no system service. It
// is the database of the all-in-one and of every test. It never touches a
// server that somebody else runs.
package mariadb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
)

// ErrNotInstalled is returned by Start where the machine has no MariaDB server.
// Its text is one line for people: what to install.
var ErrNotInstalled = errors.New("没有找到 mariadbd：请以 root 执行 apt-get install mariadb-server-core mariadb-client-core，" +
	"或设置 DIAODU_MYSQL_DSN 指向已有的 MySQL 8 / MariaDB 10.11")

var versionIn = regexp.MustCompile(`Ver\s+([0-9A-Za-z.-]+)`)

// startWithin is how long a server may take to answer after it was started;
// recovery after a kill is part of it.
const startWithin = 90 * time.Second

// Options says where and how the server runs. Only Dir is required.
type Options struct {
	Dir        string    // data folder; made on first start, kept afterwards
	BufferPool string    // InnoDB buffer pool, for example "128M" (the default)
	Log        io.Writer // the server's error log; Dir/mariadbd.log where nil
	// Throwaway is for tests: the server dies with this process and does not
	// wait for the disk. Commits still survive a kill of the server itself.
	Throwaway bool
}

// Server is one running private server.
type Server struct {
	dir    string
	socket string
	cmd    *exec.Cmd
	exited chan struct{} // closed once the process is gone
	logTo  io.Closer
}

// Start brings the server up and returns once it answers. On first start it
// lays out the data folder. A server left behind by a killed parent is stopped
// in order first, so nothing it had committed is lost.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := find("mariadbd", "mysqld")
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("data folder %q: %w", o.Dir, err)
	}
	s := &Server{dir: dir, socket: socketPath(dir), exited: make(chan struct{})}
	if err := os.MkdirAll(s.scratch(), 0o700); err != nil {
		return nil, fmt.Errorf("make the database folder: %w", err)
	}
	if err := stopLeftover(ctx, s.pidFile(), s.data()); err != nil {
		return nil, err
	}
	if err := s.layOut(ctx); err != nil {
		return nil, err
	}
	if err := s.launch(binary, o); err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx); err != nil {
		s.Kill()
		return nil, err
	}
	return s, nil
}

// Version is what the installed server calls itself, such as "10.11.19-MariaDB".
func Version(ctx context.Context) (string, error) {
	binary, err := find("mariadbd", "mysqld")
	if err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, binary, "--no-defaults", "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", binary, err)
	}
	if m := versionIn.FindSubmatch(out); m != nil {
		return string(m[1]), nil
	}
	return "", fmt.Errorf("%s does not say its version: %q", binary, out)
}

// DSN addresses one database of this server over its socket, as the root
// account that only processes able to open the data folder can reach.
func (s *Server) DSN(db string) string {
	cfg := mysql.NewConfig()
	cfg.User, cfg.Net, cfg.Addr, cfg.DBName = "root", "unix", s.socket, db
	return cfg.FormatDSN()
}

// CreateDatabase makes an empty utf8mb4 database unless it is there already.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	db, err := sql.Open("mysql", s.DSN(""))
	if err != nil {
		return fmt.Errorf("open the private server: %w", err)
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS `"+name+"` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Pid is the process id of the server.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Exited is closed once the server process is gone, for whatever reason.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// Stop shuts the server down in order and waits for it.
func (s *Server) Stop() error {
	return s.end(syscall.SIGTERM, 60*time.Second)
}

// Kill ends the server at once, as a power cut would. For fault tests.
func (s *Server) Kill() { _ = s.end(syscall.SIGKILL, 10*time.Second) }

func (s *Server) end(sig syscall.Signal, within time.Duration) error {
	select {
	case <-s.exited:
		return nil
	default:
	}
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop mariadbd: %w", err)
	}
	select {
	case <-s.exited:
		return nil
	case <-time.After(within):
		return fmt.Errorf("mariadbd (pid %d) did not stop within %s", s.Pid(), within)
	}
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// scratch is where sorts and temporary tables go. It is the server's own: one
// that starts clears what others left there, and would clear what a neighbour is using.
func (s *Server) scratch() string { return filepath.Join(s.dir, "tmp") }
func (s *Server) pidFile() string { return filepath.Join(s.dir, "mariadbd.pid") }

// socketPath stays under the ~100 bytes a unix socket may have: beside the data
// where that fits, else in the temporary folder under a name derived from it.
func socketPath(dir string) string {
	near := filepath.Join(dir, "my.sock")
	if len(near) <= 90 {
		return near
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(os.TempDir(), fmt.Sprintf("diaodu-%d-%s", os.Getuid(), hex.EncodeToString(sum[:6])), "my.sock")
}

// find looks up the first of the names on PATH and where Debian keeps servers.
func find(names ...string) (string, error) {
	for _, name := range names {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
		for _, dir := range []string{"/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/mysql/bin"} {
			if p, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
				return p, nil
			}
		}
	}
	return "", ErrNotInstalled
}

// asRoot adds the flag without which the server refuses to run as root.
func asRoot(args []string) []string {
	if os.Getuid() == 0 {
		return append(args, "--user=root")
	}
	return args
}

// layOut fills the data folder on first start. A folder that was only half
// filled when the machine stopped is filled anew: the mark is written last.
func (s *Server) layOut(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(s.socket), 0o700); err != nil {
		return fmt.Errorf("make the socket folder: %w", err)
	}
	mark := filepath.Join(s.dir, "laid-out")
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	install, err := find("mariadb-install-db", "mysql_install_db")
	if err != nil {
		return err
	}
	if err := os.RemoveAll(s.data()); err != nil {
		return fmt.Errorf("clear a half-made data folder: %w", err)
	}
	args := asRoot([]string{"--no-defaults", "--datadir=" + s.data(), "--auth-root-authentication-method=normal",
		"--skip-test-db", "--innodb-log-file-size=8M"})
	cmd := exec.CommandContext(ctx, install, args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+s.scratch())
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("lay out the data folder: %w\n%s", err, out)
	}
	return os.WriteFile(mark, []byte(strconv.FormatInt(time.Now().Unix(), 10)+"\n"), 0o600)
}

// awaitReady asks until the server answers, the process ends or time is up.
func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	db, err := sql.Open("mysql", s.DSN(""))
	if err != nil {
		return fmt.Errorf("open the private server: %w", err)
	}
	defer db.Close()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(s.socket); err == nil && db.PingContext(ctx) == nil {
			return nil
		}
		select {
		case <-s.exited:
			return fmt.Errorf("mariadbd ended while starting; see %s", filepath.Join(s.dir, "mariadbd.log"))
		case <-ctx.Done():
			return fmt.Errorf("mariadbd did not answer: %w", ctx.Err())
		case <-tick.C:
		}
	}
}
