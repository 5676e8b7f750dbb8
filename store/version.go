package store

import (
	"fmt"
	"strconv"
	"strings"
)

// checkVersion refuses servers without SKIP LOCKED: MySQL before 8.0.17 and
// MariaDB before 10.6. TiDB calls itself "8.0.11-TiDB-…" and is let through.
func checkVersion(version string) error {
	if strings.Contains(version, "TiDB") {
		return nil
	}
	name, least := "MySQL", [3]int{8, 0, 17}
	if strings.Contains(version, "MariaDB") {
		name, least = "MariaDB", [3]int{10, 6, 0}
		version = strings.TrimPrefix(version, "5.5.5-") // an old replication prefix
	}
	var have [3]int
	for i, part := range strings.SplitN(version, ".", 3) {
		digits := part[:len(part)-len(strings.TrimLeft(part, "0123456789"))]
		have[i], _ = strconv.Atoi(digits)
	}
	for i := range have {
		if have[i] != least[i] {
			if have[i] > least[i] {
				return nil
			}
			return fmt.Errorf("%s %s is too old: MySQL 8.0.17 or MariaDB 10.6 and later are needed", name, version)
		}
	}
	return nil
}
