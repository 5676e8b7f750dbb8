//go:build !linux

package mariadb

import "syscall"

// bindToParent: other systems cannot tie a child to its parent; the next start
// stops what was left behind.
func bindToParent(bool) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
