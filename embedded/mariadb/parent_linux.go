package mariadb

import "syscall"

// bindToParent lets the kernel end the server when our process dies: at once in
// tests, in order otherwise (so a kill -9 of the all-in-one loses nothing).
func bindToParent(throwaway bool) *syscall.SysProcAttr {
	sig := syscall.SIGTERM
	if throwaway {
		sig = syscall.SIGKILL
	}
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: sig}
}
