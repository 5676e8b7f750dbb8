package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder claims the data folder for this process. The system lets go of the
// claim when the process ends, however it ends.
func lockFolder(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("无法建立数据目录 %s（请设置 DIAODU_DATA_DIR）：%w", dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("无法写入数据目录 %s（请设置 DIAODU_DATA_DIR）：%w", dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("数据目录 %s 正被另一个调度程序使用（请先停止它，或设置 DIAODU_DATA_DIR）", dir)
	}
	return f.Close, nil
}
