package contract

import "github.com/diaodu/diaodu/domain/casefile"

// Parcel is a notice waiting to go out by a channel.
type Parcel struct {
	ID       int64
	Channel  string
	Target   string
	UserID   string
	State    string
	Attempts int
	Code     string
	Args     []casefile.Arg `gorm:"-"`
	Body     string
	Kind     casefile.Kind
	CaseID   string
}

// Bundle is what one person's daily letter holds.
type Bundle struct {
	UserID  string
	Email   string
	Parcels []Parcel
}
