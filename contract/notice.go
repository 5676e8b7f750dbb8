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
	// Announcement is what it tells of, the same for all who are told.
	Announcement int64
	// Asks tells, in a daily letter, that its reader has still to act on it.
	Asks bool `gorm:"-"`
}

// Bundle is what one person's daily letter holds.
type Bundle struct {
	UserID  string
	Email   string
	Parcels []Parcel
}

// IDs are the ids of its parcels.
func (b Bundle) IDs() []int64 {
	ids := make([]int64, len(b.Parcels))
	for i, p := range b.Parcels {
		ids[i] = p.ID
	}
	return ids
}
