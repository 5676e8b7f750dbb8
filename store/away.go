package store

import (
	"database/sql/driver"
	"errors"
	"net"

	"github.com/go-sql-driver/mysql"
)

// awayNumbers are the server's own words for "not now": too many connections,
// shutting down, read-only after a fail-over, connection killed.
var awayNumbers = map[uint16]bool{1040: true, 1053: true, 1290: true, 1792: true, 1836: true, 1927: true, 3169: true}

// Away tells whether an error means that the database could not be reached or
// is not open for work, so that the same request may succeed shortly.
func Away(err error) bool {
	var network net.Error
	var my *mysql.MySQLError
	switch {
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, mysql.ErrInvalidConn), errors.As(err, &network):
		return true
	case errors.As(err, &my):
		return awayNumbers[my.Number]
	}
	return false
}
